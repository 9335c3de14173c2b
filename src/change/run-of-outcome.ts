import type { PlanDigest } from "./digest.ts";
import type { Diagnostic, Outcome } from "./plan.ts";
import type { Problem } from "./problem.ts";
import type { LayerRun, LayerWork } from "./run.ts";
import { shownSteps } from "./shown-step.ts";
import { countChanges, hasChanges } from "./summary.ts";

export interface RunFacts {
  readonly at: string;
  readonly milliseconds: number;
  /** The commit that the engine was to bring the infrastructure to; absent for verbs that bring it to none. */
  readonly commit?: string;
  readonly planDigest?: PlanDigest;
  readonly repeatable?: true | undefined;
}

/** What an operation of an engine means for the infrastructure. Only steps that were carried out count. */
export function runOfOutcome(
  outcome: Outcome,
  { at, milliseconds, commit, planDigest, repeatable }: RunFacts,
): LayerRun {
  const done = outcome.steps.filter(({ status }) => status === "done");
  const counts = countChanges(done);
  const succeeded = outcome.result === "succeeded";
  const work: { readonly layer: "infrastructure"; readonly at: string } & LayerWork = {
    layer: "infrastructure",
    at,
    steps: shownSteps({ steps: done }),
    counts,
    ...(planDigest && { planDigest }),
    ...(repeatable && { repeatable }),
    outcome,
    ...(succeeded && commit !== undefined && { revision: commit }),
    milliseconds,
  };
  if (outcome.result !== "succeeded") return { ...work, kind: outcome.result, problem: problemOfOutcome(outcome) };
  return { ...work, kind: hasChanges(counts) ? "applied" : "unchanged" };
}

function problemOfOutcome({ result, diagnostics }: Outcome): Problem {
  const details = errorsIn(diagnostics);
  return { code: result, kind: "failed", message: `the run ${result}`, details };
}

/** What the errors among diagnostics say, each once: many resources meet the same one. */
export function errorsIn(diagnostics: readonly Diagnostic[]): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [...new Set(errors.map(({ message }) => message.trim()))];
}
