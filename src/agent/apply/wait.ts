import { setTimeout as delay } from "node:timers/promises";
import type { LiveCache } from "../live/index.ts";
import type { ObjectChange } from "./outcome.ts";

/**
 * Waits until these objects are current, as their watch tells it. Too long is no failure: who needs them will say so.
 */
export async function waitUntilCurrent(
  changed: readonly ObjectChange[],
  live: LiveCache,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + Math.min(timeout, 60_000);
  const waiting = () => changed.some(({ id }) => live.get(id)?.health.status === "InProgress");
  while (waiting() && performance.now() < deadline && !signal.aborted)
    await delay(25, undefined, { signal }).catch(() => undefined);
}
