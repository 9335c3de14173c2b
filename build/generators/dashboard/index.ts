/**
 * A board for Grafana over the metrics of `--metrics`.
 *
 * In:   {@link rows}: what the panels show.
 * Out:  {@link dashboard}: the file that Grafana imports; {@link boardQueries}: its queries, for tests.
 * Must not know: a Grafana, a Prometheus.
 */
import type { Generator } from "../generator.ts";
import { type Panel, rows } from "./panels.ts";

/** Schema of Grafana 11, which later ones read. */
const schemaVersion = 39;
const datasource = { type: "prometheus", uid: "${datasource}" };

export const dashboard: Generator = {
  name: "board for Grafana",
  generate: () =>
    Promise.resolve(
      new Map([["docs/monitoring/groundwork.dashboard.json", `${JSON.stringify(board(), undefined, 2)}\n`]]),
    ),
};

/** Every query of the board with the panel that it is of, variables included. */
export const boardQueries: readonly { readonly title: string; readonly expr: string }[] = rows
  .flat()
  .flatMap(({ title, queries }) => queries.map(({ expr }) => ({ title, expr })));

function board(): object {
  return {
    title: "Groundwork",
    uid: "groundwork",
    description: "What stands and is not what Git declares, and whether that is known at all.",
    tags: ["groundwork"],
    schemaVersion,
    version: 1,
    editable: true,
    refresh: "1m",
    time: { from: "now-24h", to: "now" },
    templating: { list: [datasourceVariable(), variable("command"), variable("environment")] },
    panels: placed(),
  };
}

function datasourceVariable(): object {
  return { name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus", current: {} };
}

function variable(label: string): object {
  const query = `label_values(groundwork_environment_state, ${label})`;
  return {
    name: label,
    label,
    type: "query",
    datasource,
    query: { query, refId: label },
    definition: query,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: ".*",
    current: { text: "All", value: "$__all" },
  };
}

/** The panels with their places: rows from top to bottom, each as high as its highest panel. */
function placed(): readonly object[] {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    for (const panel of row) {
      const { width: w, height: h } = panel;
      panels.push({ id: panels.length + 1, ...panelJson(panel), gridPos: { x, y, w, h } });
      x += w;
    }
    y += Math.max(...row.map(({ height }) => height));
  }
  return panels;
}

function panelJson({ title, description, kind, unit, queries, thresholds, values }: Panel): object {
  const steps = (thresholds ?? [["green"] as const]).map(([color, value]) => ({ color, value: value ?? null }));
  const mappings = values
    ? [
        {
          type: "value",
          options: Object.fromEntries(
            Object.entries(values).map(([value, shown], index) => [value, { ...shown, index }]),
          ),
        },
      ]
    : [];
  const isInstant = kind === "stat" || kind === "table";
  return {
    title,
    description,
    type: kind,
    datasource,
    fieldConfig: {
      defaults: {
        unit: unit ?? "none",
        mappings,
        thresholds: { mode: "absolute", steps },
        color: { mode: kind === "timeseries" ? "palette-classic" : "thresholds" },
        ...(kind === "timeseries" && { min: 0 }),
        // Grafana writes a 0 for nothing unless it is told otherwise, and nothing is not 0.
        noValue: "unknown",
      },
      overrides: [],
    },
    options: kind === "stat" ? { reduceOptions: { calcs: ["lastNotNull"] }, colorMode: "background" } : {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCodePoint(65 + index),
      datasource,
      expr,
      ...(isInstant ? { instant: true, range: false } : { instant: false, range: true }),
      ...(kind === "table" && { format: "table" }),
      ...(legend !== undefined && { legendFormat: legend }),
    })),
  };
}
