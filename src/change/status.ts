import type { PlanDigest } from "./digest.ts";
import type { Kubediff } from "./kubediff.ts";
import type { Layer } from "./layer.ts";
import type { Problem } from "./problem.ts";
import type { ShownStep } from "./shown-step.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";
import type { Suspension } from "./suspension.ts";

/**
 * How a layer stands to what Git declares. `in-sync`: it was looked at, and is what Git declares. `applied`: its last run brought it to
 * that, and whether it is still there was not looked at. An error is `unknown`, never one of these.
 */
export type Verdict = "in-sync" | "applied" | "diverged" | "unknown";

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
  /** Who keeps the layer from being brought to what Git declares, where it is kept from it. */
  readonly suspension?: Suspension & { readonly overdue: boolean };
  /** One line each: objects that are not well, steps that are missing. */
  readonly problems: readonly string[];
  /** What bringing it up would do. These three are there where it was compared, and not only what the records say of it. */
  readonly steps?: readonly ShownStep[];
  readonly counts?: ChangeCounts;
  readonly planDigest?: PlanDigest;
  /** Each cluster against the commit, object by object, of a layer that a sync agent keeps. Absent where it was not asked. */
  readonly kubediffs?: readonly Kubediff[];
}

export interface EnvironmentStatus {
  readonly environment: string;
  /** What is wrong with its declaration. */
  readonly problem?: Problem;
  readonly layers: readonly LayerStatus[];
}

/** A stack that holds resources and that the commit does not declare. */
export interface UndeclaredStack {
  readonly name: string;
  /** `removed`: its folder was removed in the history of the commit. `orphan`: it vanished in any other way. */
  readonly kind: "removed" | "orphan" | "unknown";
  /** Why it is taken for that, as a part of a sentence. */
  readonly because: string;
}

/** What every environment looks like against one commit. */
export interface FleetStatus {
  readonly commit: string;
  readonly at: string;
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly local: boolean;
  readonly environments: readonly EnvironmentStatus[];
  /** Absent where environments were named, and where there are none. */
  readonly undeclared?: readonly UndeclaredStack[];
}

/** The loudest first: what is unknown may be anything. */
export const verdictsByLoudness: readonly Verdict[] = ["unknown", "diverged", "applied", "in-sync"];

export function worstVerdict<Each extends Verdict>(verdicts: readonly Each[]): Each | "in-sync" {
  const among = (each: Verdict): each is Each => verdicts.some((verdict) => verdict === each);
  return verdictsByLoudness.find(among) ?? "in-sync";
}

export function verdictOf({ layers }: EnvironmentStatus): Verdict {
  return worstVerdict(layers.map(({ verdict }) => verdict));
}
