import { type AffectedEnvironment, type AffectedSet, unhandledLayers } from "./affected.ts";
import type { PlanDigest } from "./digest.ts";
import type { Outcome } from "./plan.ts";
import type { EnvironmentPreview, Uncommitted } from "./preview.ts";
import type { Problem } from "./problem.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";
import type { UnshownStep } from "./unshown.ts";

/** How the cluster of an environment followed a change. */
export type Convergence =
  /** The agent says that exactly this commit is applied and healthy. */
  | { readonly kind: "converged"; readonly commit: string; readonly milliseconds: number }
  /** It did not get there in time; `problem` holds the agent's own words. */
  | { readonly kind: "not-converged"; readonly problem: Problem; readonly milliseconds: number }
  /** Nobody waited, or there is nothing that could converge. */
  | { readonly kind: "not-awaited"; readonly because: "asked-not-to" | "no-cluster" | "run-failed" };

/** What a run did to one environment. */
export type EnvironmentRun =
  /** It was carried out; `outcome.result` says how that went. Absent outcome: only manifests differ. */
  | {
      readonly kind: "ran";
      readonly affected: AffectedEnvironment;
      readonly outcome?: Outcome;
      readonly counts: ChangeCounts;
      readonly convergence: Convergence;
      readonly milliseconds: number;
    }
  /** Only layers differ that are not handled yet. Nothing was changed, and nothing is recorded. */
  | { readonly kind: "not-handled"; readonly affected: AffectedEnvironment }
  /** It could not be started. Nothing was changed. */
  | { readonly kind: "failed"; readonly affected: AffectedEnvironment; readonly problem: Problem }
  /** Left alone because an environment that it depends on did not succeed, or the run was interrupted. */
  | { readonly kind: "not-started"; readonly affected: AffectedEnvironment; readonly because: string }
  /** The folder left Git: `up` destroys nothing. */
  | { readonly kind: "removed"; readonly affected: AffectedEnvironment };

/** What would happen to one environment and was not shown. */
export interface Unshown {
  readonly environment: string;
  readonly steps: readonly UnshownStep[];
  /** Files that the sync agent would build otherwise than was shown. */
  readonly manifests: readonly string[];
}

/** Why a run was refused before its first operation. */
export type Refusal =
  | {
      readonly kind: "not-what-was-shown";
      readonly shownBy: string;
      readonly expected?: PlanDigest;
      readonly found?: PlanDigest;
      readonly unshown: readonly Unshown[];
    }
  | { readonly kind: "preview-failed"; readonly environments: readonly string[] }
  | { readonly kind: "declined" };

/** What a run did, over all its environments. */
export interface ChangeRun {
  readonly verb: "up" | "refresh" | "destroy";
  readonly commit: string;
  readonly affected: AffectedSet;
  /** What was planned right before; empty for verbs without a plan. */
  readonly previews: readonly EnvironmentPreview[];
  readonly refusal?: Refusal;
  /** Empty when refused. */
  readonly environments: readonly EnvironmentRun[];
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly uncommitted: Uncommitted;
  readonly local: boolean;
  readonly milliseconds: number;
}

/** Whether everything that was started came to a good end, and nothing was left out. */
export function runSucceeded(run: ChangeRun): boolean {
  return endedWell(run) && !run.environments.some(hasUnhandled);
}

/** Whether everything that was started came to a good end, and layers were left out that are not handled yet. */
export function leftUnknown(run: ChangeRun): boolean {
  return endedWell(run) && run.environments.some(hasUnhandled);
}

function endedWell({ refusal, environments }: ChangeRun): boolean {
  return (
    !refusal &&
    environments.every(
      (run) => run.kind === "removed" || run.kind === "not-handled" || (run.kind === "ran" && !hasFailed(run)),
    )
  );
}

function hasUnhandled({ affected }: EnvironmentRun): boolean {
  return unhandledLayers(affected).length > 0;
}

function hasFailed({ outcome, convergence }: EnvironmentRun & { readonly kind: "ran" }): boolean {
  return (outcome !== undefined && outcome.result !== "succeeded") || convergence.kind === "not-converged";
}
