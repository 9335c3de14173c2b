/**
 * What holds in every history.
 *
 * In:   a world, with all that people and jobs have done in it.
 * Out:  {@link invariants}; {@link brokenIn}: the first one that does not hold.
 * Must not know: what happens next.
 */
import type { World } from "../world/world.ts";
import { appliedAsShown } from "./applied-as-shown.ts";
import { chainHolds, fewWrites, secretsStay } from "./bytes-and-writes.ts";
import { commandsAreAnswered, commandsAreOfPeople, commandsAreTakenOnce } from "./commands.ts";
import { commentsAreNew } from "./comments-are-new.ts";
import type { Invariant } from "./invariant.ts";
import { holdersKeepLeases, oneActs } from "./one-acts.ts";
import { previewsAreWhole, successesStand } from "./success-has-results.ts";
import { errorsAreOurs, greenIsShown, mergesAreContained, openOnesHaveAVerdict } from "./verdicts.ts";

export const invariants: readonly Invariant[] = [
  errorsAreOurs,
  appliedAsShown,
  previewsAreWhole,
  successesStand,
  greenIsShown,
  commentsAreNew,
  openOnesHaveAVerdict,
  mergesAreContained,
  secretsStay,
  fewWrites,
  chainHolds,
  oneActs,
  holdersKeepLeases,
  commandsAreTakenOnce,
  commandsAreOfPeople,
  commandsAreAnswered,
];

export interface Broken {
  /** Name of the invariant. */
  readonly invariant: string;
  readonly problem: string;
}

export async function brokenIn(world: World, when: Invariant["when"]): Promise<Broken | undefined> {
  for (const { name, when: wanted, problem } of invariants) {
    if (wanted !== when) continue;
    const found = await problem(world);
    if (found !== undefined) return { invariant: name, problem: found };
  }
  return undefined;
}
