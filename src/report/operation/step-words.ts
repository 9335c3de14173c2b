import type { StepOp } from "../../change/index.ts";
import type { Paint } from "./paint.ts";

/** How an op is shown: before, while and after it happens. */
export interface StepWords {
  readonly symbol: string;
  readonly paint: keyof Paint;
  /** What a preview says. */
  readonly plan: string;
  readonly running: string;
  readonly done: string;
}

/** One row per op; Pulumi's own symbols. */
export const stepWords: Readonly<Record<StepOp, StepWords>> = {
  same: { symbol: " ", paint: "quiet", plan: "same", running: "checking", done: "unchanged" },
  create: { symbol: "+", paint: "added", plan: "create", running: "creating", done: "created" },
  update: { symbol: "~", paint: "changed", plan: "update", running: "updating", done: "updated" },
  delete: { symbol: "-", paint: "removed", plan: "delete", running: "deleting", done: "deleted" },
  replace: { symbol: "+-", paint: "replaced", plan: "replace", running: "replacing", done: "replaced" },
  "create-replacement": {
    symbol: "++",
    paint: "replaced",
    plan: "create replacement",
    running: "creating replacement",
    done: "created replacement",
  },
  "delete-replaced": {
    symbol: "--",
    paint: "removed",
    plan: "delete original",
    running: "deleting original",
    done: "deleted original",
  },
  read: { symbol: ">", paint: "quiet", plan: "read", running: "reading", done: "read" },
  "read-replacement": {
    symbol: ">>",
    paint: "replaced",
    plan: "read in place of the managed one",
    running: "reading",
    done: "read",
  },
  refresh: { symbol: "~", paint: "changed", plan: "refresh", running: "refreshing", done: "refreshed" },
  discard: { symbol: "<", paint: "removed", plan: "forget", running: "forgetting", done: "forgotten" },
  "discard-replaced": {
    symbol: "<<",
    paint: "removed",
    plan: "forget the original",
    running: "forgetting the original",
    done: "forgot the original",
  },
  "remove-pending-replace": {
    symbol: "~",
    paint: "quiet",
    plan: "finish an interrupted replacement",
    running: "finishing an interrupted replacement",
    done: "finished an interrupted replacement",
  },
  import: { symbol: "=", paint: "added", plan: "import", running: "importing", done: "imported" },
  "import-replacement": {
    symbol: "=>",
    paint: "replaced",
    plan: "import in place of the managed one",
    running: "importing",
    done: "imported",
  },
};

/** The words for a resource in each state of an operation. */
export function wordFor({
  op,
  state,
}: {
  readonly op: StepOp;
  readonly state: "planned" | "running" | "done" | "failed";
}): string {
  const { plan, running, done } = stepWords[op];
  switch (state) {
    case "planned":
      return plan;
    case "running":
      return running;
    case "failed":
      return `${running} failed`;
    default:
      return done;
  }
}

const replacing: ReadonlySet<StepOp> = new Set([
  "replace",
  "create-replacement",
  "delete-replaced",
  "read-replacement",
  "import-replacement",
  "discard-replaced",
]);

/** The steps of one replacement are one thing to people. */
export function shownOp(op: StepOp): StepOp {
  return replacing.has(op) ? "replace" : op;
}
