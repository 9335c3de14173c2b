import type { CutOffRun, LeaseStatus, Problem } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, line, list, message, type Span, tone, type Words } from "../document/index.ts";

/** How the lease of each environment stands, in the order of their names. */
export function leasesTable(leases: readonly LeaseStatus[]): readonly Block[] {
  return [
    {
      kind: "table",
      columns: ["environment", "lease", "number", "run", "of"],
      rows: leases.map((lease): readonly Words[] => [lease.environment, [stateText(lease)], ...detailsOf(lease)]),
    },
  ];
}

function stateText(lease: LeaseStatus): Span {
  switch (lease.kind) {
    case "held":
      return tone("warned", `held; lapses when not renewed for ${lease.seconds} s`);
    case "released":
      return tone("quiet", lease.releasedBy === undefined ? "released" : `released by ${lease.releasedBy}`);
    case "unreadable":
      return tone("failed", "unreadable");
    default:
      return tone("failed", `of version ${lease.version}, which is not known`);
  }
}

function detailsOf(lease: LeaseStatus): readonly Words[] {
  if (lease.kind === "unreadable") return ["", "", [message(lease.problem)]];
  if (lease.kind === "too-new") return ["", "", ""];
  return [String(lease.fence), lease.run, [message(lease.by)]];
}

/** Why a run's leases did not hold until its end. */
export function leaseLostNote(problem: Problem | undefined): readonly Block[] {
  return problem ? [line(tone("failed", "Lease lost: "), message(problem.message))] : [];
}

/** Whose runs were cut off, and what they left. */
export function cutOffNote(runs: readonly CutOffRun[] = []): readonly Block[] {
  return runs.flatMap(({ environment, by, pending }) => [
    line(tone("warned", `${environment}: the run before was cut off: `), message(by), `; ${pendingText(pending)}`),
    ...(pending && pending.length > 0
      ? [list(pending.slice(0, shownOperations).map(({ urn, type }) => [message(`${urn}, interrupted while ${type}`)]))]
      : []),
  ]);
}

const shownOperations = 10;

function pendingText(pending: CutOffRun["pending"]): string {
  if (pending === undefined) return "which operations it left is not known, because the state cannot be read";
  if (pending.length === 0) return "the state holds no operation whose end it did not see";
  return `the state holds ${counted(pending.length, "operation")} whose end it did not see`;
}
