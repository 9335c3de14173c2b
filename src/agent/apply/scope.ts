import type { Decoration, DesiredObject } from "../build/index.ts";
import type { InventoryEntry } from "../flux/index.ts";
import type { AppliedRecord } from "./decision.ts";
import type { PreparedObject } from "./prepared.ts";

/** What one Kustomization remembers between passes, and how it wants its objects applied. */
export interface ApplyScope {
  readonly decoration: Decoration;
  /** Creates objects anew whose immutable fields change. */
  readonly force: boolean;
  /** Milliseconds that definitions have to be established in, and deletions to be done. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** By inventory id. Filled here. */
  readonly records: Map<string, AppliedRecord>;
  /** Objects made ready in an earlier pass over the same rendering. Filled here. */
  readonly ready: WeakMap<DesiredObject, PreparedObject>;
  /** Writes down all that is wanted, before anything of it is sent. Does nothing when it is written already. */
  intend(entries: readonly InventoryEntry[]): Promise<void>;
  /** Takes secret values out of a text. */
  mask(text: string): string;
  /** Whether an object's drift is left for now. */
  isHeld(id: string): boolean;
}
