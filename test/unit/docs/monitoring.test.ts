import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { boardQueries } from "../../../build/generators/dashboard/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { metricsOfAll } from "../../fakes/monitored-fleet.ts";
import { parseExposition } from "../../fakes/parse-exposition.ts";

const read = (file: string) => readFileSync(path.join(projectRoot(), "docs", file), "utf8");
const page = read("monitoring.md");
const rules: readonly {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
}[] = parse(read("monitoring/groundwork.rules.yaml")).groups.flatMap(
  ({ rules }: { rules: readonly object[] }) => rules,
);

const at = "2026-01-01T00:00:00.000Z";
const written = metricsOfAll({ status: at, drift: at }).map(parseExposition);
/** By metric, the names of its labels. */
const metrics = new Map(
  written.flatMap((file) =>
    [...file].map(([name, { samples }]) => [name, new Set(Object.keys(samples[0]?.labels ?? {}))] as const),
  ),
);

function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) =>
    row
      .split(/ ?\| ?/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the page about monitoring", () => {
  it("has every metric with its labels, and no others", () => {
    const documented = rowsOf("The metrics").map(([name = "", labels = ""]) => {
      const names = [...labels.matchAll(/`(\w+)`/g)].map(([, each = ""]) => each);
      return [name.replaceAll("`", ""), new Set(names)] as const;
    });
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(metrics));
  });

  it("has every alert with its severity, in the order of the rules", () => {
    const documented = rowsOf("Alerts").map(([alert, , severity]) => [alert?.replaceAll("`", ""), severity]);
    expect(documented).toEqual(rules.map(({ alert, labels }) => [alert, labels.severity]));
  });
});

describe("the queries of rules and board", () => {
  it("ask for metrics that are written, and use each of them", () => {
    const used = [...rules.map(({ expr }) => expr), ...boardQueries.map(({ expr }) => expr)].flatMap(
      (expr) => expr.match(/groundwork_\w+/g) ?? [],
    );
    expect(used.filter((name) => !metrics.has(name))).toEqual([]);
    const unused = [...metrics.keys()].filter((name) => !used.includes(name));
    expect(unused.toSorted()).toEqual([
      "groundwork_forge_limit_reset_timestamp_seconds",
      "groundwork_run_timestamp_seconds",
      "groundwork_scan_info",
    ]);
  });

  it("make no number of what is not known", () => {
    for (const { expr } of [...rules, ...boardQueries]) expect(expr).not.toContain("vector(");
  });
});

describe("the board", () => {
  const board = JSON.parse(read("monitoring/groundwork.dashboard.json"));

  it("has panels that lie beside each other and within 24 columns", () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of board.panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, x < 24, taken.has(`${x} ${y}`)]).toEqual([title, true, false]);
          taken.add(`${x} ${y}`);
        }
  });

  it("names no data source of its own, and every panel once", () => {
    const ids = board.panels.map(({ id }: { id: number }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const sources = JSON.stringify(board).match(/"uid":"[^"]+"/g) ?? [];
    expect([...new Set(sources)].toSorted()).toEqual(['"uid":"${datasource}"', '"uid":"groundwork"']);
  });
});
