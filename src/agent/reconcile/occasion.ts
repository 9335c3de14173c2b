import type { Kustomization } from "../flux/index.ts";
import type { Memory } from "./memory.ts";

/** Part of the interval after which a pass counts as that of the interval: timers are early and late. */
const nearly = 0.9;

/**
 * Whether Flux would have this pass, too: it has one at each interval, at each request and for each change of the Kustomization and its
 * source. The agent has more, when objects in the cluster change. Notes the pass in the memory.
 *
 * @param revision of the source, as conditions write it
 * @param now in milliseconds, from a clock that never goes back
 */
export function isPassOfFlux(
  memory: Pick<Memory, "occasion">,
  { requestedAt, generation, interval }: Pick<Kustomization, "requestedAt" | "generation" | "interval">,
  revision: string,
  now: number,
): boolean {
  const asked = JSON.stringify([requestedAt, generation, revision]);
  const { occasion } = memory;
  if (occasion?.asked === asked && now - occasion.at < interval * nearly) return false;
  memory.occasion = { asked, at: now };
  return true;
}
