import {
  type EnvironmentRun,
  isGoodEnd,
  type LayerRun,
  layerRunOf,
  noChanges,
  type RunKind,
  runKind,
} from "../../change/index.ts";
import { secondsText } from "../../lib/index.ts";
import { type Block, type Span, tone, type Words } from "../document/index.ts";
import { countCells } from "./preview-table.ts";

/** One row per environment: what failed first. */
export function runTable(runs: readonly EnvironmentRun[], verb: string): readonly Block[] {
  if (runs.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", verb, "created", "updated", "replaced", "deleted", "cluster", "took"],
      rows: runs.toSorted((a, b) => loudness(runKind(b)) - loudness(runKind(a))).map(row),
    },
  ];
}

function row(run: EnvironmentRun): readonly Words[] {
  const { affected, milliseconds } = run;
  const infrastructure = layerRunOf(run, "infrastructure");
  const cluster = layerRunOf(run, "cluster");
  const end = [endText(run, infrastructure, cluster)];
  const counts = infrastructure ? countsOf(infrastructure) : cluster && countsOf(cluster) && noChanges;
  if (!counts) return [affected.name, end];
  return [affected.name, end, ...countCells(counts), [clusterText(cluster)], secondsText(milliseconds)];
}

/** Those of a layer that was started. */
function countsOf(layer: LayerRun) {
  if ("counts" in layer) return layer.counts;
  return layer.kind === "skipped" ? noChanges : undefined;
}

/** The infrastructure's end; what a cluster came to stands in a column of its own. */
function endText(run: EnvironmentRun, infrastructure: LayerRun | undefined, cluster: LayerRun | undefined): Span {
  if (runKind(run) === "removed") return tone("removed", "removed");
  const machines = layerRunOf(run, "machines");
  const { kind } = infrastructure ?? cluster ?? machines ?? { kind: "not-handled" };
  switch (kind) {
    case "failed":
    case "cancelled":
      return tone("failed", kind);
    case "refused":
      return tone("failed", "failed");
    case "not-started":
      return tone("warned", run.held ? heldWord(run.held) : "not started");
    case "not-handled":
      return tone("failed", "unknown");
    default:
      return doneText(run, infrastructure ? "done" : cluster ? "apps only" : "machines only");
  }
}

function wordOf({ kind }: LayerRun): string {
  return kind === "refused" ? "failed" : kind === "not-started" ? "not started" : kind;
}

/** Whether time alone brings it, or something has to be mended before. */
function heldWord({ kind }: NonNullable<EnvironmentRun["held"]>): string {
  return kind === "failed" || kind === "unhealthy" ? "stopped" : "waiting";
}

/** Machines that are not done keep an environment from being done, however well the others ended. */
function doneText(run: EnvironmentRun, done: string): Span {
  const { layers } = run;
  const machines = layerRunOf(run, "machines");
  if (machines && !isGoodEnd(machines)) return tone("failed", `${done}, machines ${wordOf(machines)}`);
  const unhandled = layers.filter(({ kind }) => kind === "not-handled").map(({ layer }) => layer);
  return unhandled.length === 0 ? tone("added", done) : tone("failed", `${done}, ${unhandled.join(", ")} unknown`);
}

function clusterText(cluster: LayerRun | undefined): Span {
  switch (cluster?.kind) {
    case "applied":
    case "unchanged":
      return tone("added", `converged at ${cluster.revision?.slice(0, 7) ?? ""}`);
    case "not-converged":
      return tone("failed", "not converged");
    case "refused":
      return tone("failed", "failed");
    case "published":
      return tone("quiet", "not awaited");
    default:
      return tone("quiet", "-");
  }
}

const loudFirst: readonly (readonly RunKind[])[] = [
  ["failed", "cancelled", "refused"],
  ["not-converged", "not-handled"],
  ["not-started"],
  ["removed"],
];

function loudness(kind: RunKind): number {
  const index = loudFirst.findIndex((kinds) => kinds.includes(kind));
  return index < 0 ? 0 : loudFirst.length - index;
}
