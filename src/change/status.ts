import type { PlanDigest } from "./digest.ts";
import type { Layer } from "./layer.ts";
import type { Problem } from "./problem.ts";
import type { ShownStep } from "./shown-step.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";

/** Whether what is observed is what Git declares. An error is `unknown`, never `in-sync`. */
export type Verdict = "in-sync" | "diverged" | "unknown";

/** What is known of one layer of an environment. */
export interface LayerStatus {
  readonly layer: Layer;
  readonly verdict: Verdict;
  /** Commit that the layer stands at. */
  readonly revision?: string;
  /** Since when the verdict holds, as far as that is known. */
  readonly since?: string;
  /** Why, in a few words. */
  readonly detail: string;
  /** One line each: objects that are not well, steps that are missing. */
  readonly problems: readonly string[];
  /** What bringing it up would do. These three are there where it was compared, and not only what the records say of it. */
  readonly steps?: readonly ShownStep[];
  readonly counts?: ChangeCounts;
  readonly planDigest?: PlanDigest;
}

export interface EnvironmentStatus {
  readonly environment: string;
  /** What is wrong with its declaration. */
  readonly problem?: Problem;
  readonly layers: readonly LayerStatus[];
}

/** What every environment looks like against one commit. */
export interface FleetStatus {
  readonly commit: string;
  readonly at: string;
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly local: boolean;
  readonly environments: readonly EnvironmentStatus[];
}

/** Unknown is louder than diverged: it may be anything. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("unknown")) return "unknown";
  return verdicts.includes("diverged") ? "diverged" : "in-sync";
}

export function verdictOf({ layers }: EnvironmentStatus): Verdict {
  return worstVerdict(layers.map(({ verdict }) => verdict));
}
