import { ForgeRefused } from "./errors.ts";

/** How a forge opens a change request that may be open for the same two branches by then. */
export interface Opening<Pull> {
  /** Of those that are open for these branches. */
  readonly oldest: () => Promise<Pull | undefined>;
  /** The refusal is the one that the forge has for a second one. */
  readonly open: () => Promise<Pull | ForgeRefused>;
  readonly close: (pull: Pull) => Promise<void>;
  readonly isSame: (one: Pull, other: Pull) => boolean;
}

/**
 * Opens a change request, or gives the one that is open for the same two branches. Of two that were opened at the same moment the oldest stays.
 *
 * @throws {ForgeRefused}
 */
export async function openedOnce<Pull>({ oldest, open, close, isSame }: Opening<Pull>): Promise<Pull> {
  const found = await oldest();
  if (found) return found;
  const opened = await open();
  const kept = await oldest();
  if (opened instanceof ForgeRefused) {
    if (kept) return kept;
    throw opened;
  }
  if (!kept || isSame(kept, opened)) return kept ?? opened;
  await close(opened);
  return kept;
}
