import type { AppliedRecord, PreparedObject } from "../apply/index.ts";
import type { DesiredObject, Rendering } from "../build/index.ts";
import type { InventoryEntry } from "../flux/index.ts";

/**
 * What one Kustomization's passes leave for the next. All of it may be lost: a process that starts anew applies everything
 * once more, which changes nothing where nothing changed.
 */
export interface Memory {
  /** The last rendering, what it was made from, its digest, and the texts in it that were made of Secrets. */
  rendering?: {
    readonly key: string;
    readonly content: Rendering;
    readonly digest: string;
    readonly derived: ReadonlySet<string>;
  };
  readonly records: Map<string, AppliedRecord>;
  ready: WeakMap<DesiredObject, PreparedObject>;
  /** Inventory as last written, ahead of what the watch shows. */
  inventory?: readonly InventoryEntry[];
  /** The state whose health is waited for, and since when. */
  waiting?: { readonly state: string; readonly since: number };
  /** The state that was healthy before: a later hiccup is given the timeout again before it counts. */
  healthyState?: string;
  /** Failed passes in a row. */
  attempts: number;
  /** There are objects whose kind is not served, or served without fields that they have. */
  awaitsDefinitions: boolean;
  /** The last event about foreign fields, so that it is not sent twice. */
  toldForeign: string;
  /** When each object was corrected lately, to notice that another manager keeps changing it back. */
  readonly corrections: Map<string, readonly number[]>;
  /** The last pass that Flux would have had, too: what asked for it, and when it began. */
  occasion?: { readonly asked: string; readonly at: number };
  /** Something is to be deleted as soon as other Kustomizations have been read. */
  awaitsReadings: boolean;
  /** By inventory id, for as long as the reading is the same: what was taken over, from which Kustomization. */
  takenOver: { readonly at: string; readonly from: Map<string, string> };
}

export const newMemory = (): Memory => ({
  records: new Map(),
  ready: new WeakMap(),
  attempts: 0,
  awaitsDefinitions: false,
  toldForeign: "",
  corrections: new Map(),
  awaitsReadings: false,
  takenOver: { at: "", from: new Map() },
});
