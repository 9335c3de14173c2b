import type { Convergence, EnvironmentRun } from "../../change/index.ts";
import { type Block, type Span, tone, type Words } from "../document/index.ts";
import { countCells } from "./preview-table.ts";
import { secondsText } from "./seconds.ts";

/** One row per environment: what failed first. */
export function runTable(runs: readonly EnvironmentRun[], verb: string): readonly Block[] {
  if (runs.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", verb, "created", "updated", "replaced", "deleted", "cluster", "took"],
      rows: runs.toSorted((a, b) => loudness(b) - loudness(a)).map(row),
    },
  ];
}

function row(run: EnvironmentRun): readonly Words[] {
  const name = run.affected.name;
  if (run.kind !== "ran") return [name, [endText(run)]];
  const took = secondsText(run.milliseconds);
  return [name, [endText(run)], ...countCells(run.counts), [convergenceText(run.convergence)], took];
}

function endText(run: EnvironmentRun): Span {
  switch (run.kind) {
    case "failed":
      return tone("failed", "failed");
    case "not-started":
      return tone("warned", "not started");
    case "removed":
      return tone("removed", "removed");
    case "not-handled":
      return tone("failed", "unknown");
    default:
      return !run.outcome || run.outcome.result === "succeeded"
        ? tone("added", run.outcome ? "done" : "apps only")
        : tone("failed", run.outcome.result);
  }
}

function convergenceText(convergence: Convergence): Span {
  switch (convergence.kind) {
    case "converged":
      return tone("added", `converged at ${convergence.commit.slice(0, 7)}`);
    case "not-converged":
      return tone("failed", "not converged");
    default:
      return tone(
        "quiet",
        { "asked-not-to": "not awaited", "no-cluster": "-", "run-failed": "-" }[convergence.because],
      );
  }
}

function loudness(run: EnvironmentRun): number {
  if (run.kind === "failed") return 4;
  if (run.kind === "not-started") return 2;
  if (run.kind === "removed") return 1;
  if (run.kind === "not-handled") return 3;
  if (run.outcome && run.outcome.result !== "succeeded") return 4;
  return run.convergence.kind === "not-converged" ? 3 : 0;
}
