import {
  digestOf,
  errorsIn,
  type Plan,
  type Problem,
  problemOf,
  shownSteps,
  withoutMadeUpNames,
} from "../../change/index.ts";
import type { Engine, SavedState, Work } from "../../engine/index.ts";
import { type CorrectionToMake, plannedDigest } from "./correction-records.ts";
import { ChangedMeanwhile } from "./errors.ts";

/** Why nothing was updated. */
export interface NotReady {
  readonly problem: Problem;
  /** The same for the record: words of providers may hold values. */
  readonly recorded: Problem;
}

/** Reads the targets into the state, and holds what is planned on it to what was compared. */
export async function readyToUpdate(
  correction: CorrectionToMake,
  { work, engine }: { readonly work: Work; readonly engine: Engine },
): Promise<{ readonly plannedOn?: SavedState } | NotReady> {
  const only = onlyTargets(correction);
  const read = await engine.refresh(work, only);
  if (read.result !== "succeeded") return notReady(problemOfEngine(read), "what stands in the cloud could not be read");
  let plannedOn: SavedState | undefined;
  const onSavedState = (state: SavedState) => void (plannedOn = state);
  const plan = withoutMadeUpNames(await engine.preview({ ...work, onSavedState }, only));
  if (plan.result !== "succeeded") return notReady(problemOfEngine(plan), "it could not be planned");
  if (digestOf(shownSteps(plan)) === plannedDigest(correction))
    return { ...(plannedOn !== undefined && { plannedOn }) };
  const changed = problemOf(new ChangedMeanwhile({ environment: correction.environment }));
  return { problem: changed, recorded: changed };
}

function notReady(problem: Problem, message: string): NotReady {
  return { problem, recorded: { ...problem, message, details: [] } };
}

export function onlyTargets({ targets }: CorrectionToMake): { readonly targets: readonly string[] } {
  return { targets: targets.map(({ urn }) => urn) };
}

export function problemOfEngine({ result, diagnostics }: Pick<Plan, "result" | "diagnostics">): Problem {
  const details = errorsIn(diagnostics);
  if (result === "cancelled")
    return { code: "cancelled", kind: "failed", message: "It was interrupted, and the next run goes on.", details };
  const [message = "The engine failed without saying why.", ...more] = details;
  return { code: "correction-failed", kind: "failed", message, details: more };
}
