import type { LastRun } from "./history.ts";

/**
 * Whether something of an environment may stand after its last run: a `destroy` that failed may have left anything, and after one
 * that succeeded a later run may be among the records that are lost.
 */
export function mayStand({ verb, result, lostSince }: Pick<LastRun, "verb" | "result" | "lostSince">): boolean {
  return verb === "up" || result !== "succeeded" || lostSince.length > 0;
}
