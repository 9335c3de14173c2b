import type { Kustomization } from "../flux/index.ts";
import type { Memory } from "./memory.ts";

/** Whether so many milliseconds after the last one a pass counts as that of the interval: timers are early and late. */
export const isOfInterval = (elapsed: number, interval: number): boolean => elapsed >= interval * 0.9;

/**
 * Notes the occasion of a pass that Flux would have, too, and says whether it is one: Flux has one at each interval, at each request and for
 * each change of the Kustomization and its source. The agent has more, when objects in the cluster change.
 *
 * @param revision of the source, as conditions write it
 * @param now in milliseconds, from a clock that never goes back
 */
export function noteOccasion(
  memory: Pick<Memory, "occasion">,
  { requestedAt, generation, interval }: Pick<Kustomization, "requestedAt" | "generation" | "interval">,
  revision: string,
  now: number,
): boolean {
  const asked = JSON.stringify([requestedAt, generation, revision]);
  const { occasion } = memory;
  if (occasion?.asked === asked && !isOfInterval(now - occasion.at, interval)) return false;
  memory.occasion = { asked, at: now };
  return true;
}
