import type { ObjectAddress } from "../../kubernetes/client/index.ts";
import type { Contents } from "../claims/index.ts";
import type { InventoryEntry } from "../flux/index.ts";
import type { Observation } from "../live/index.ts";

/** An entry of an inventory that is still in the cluster. */
export interface FoundObject {
  readonly entry: InventoryEntry;
  /** `Deployment/default/web` */
  readonly object: string;
  readonly at: ObjectAddress;
  readonly live: Pick<Observation, "uid" | "resourceVersion" | "owner">;
  readonly contents: Contents;
}

/** An object that stays in the cluster, with the reason. */
export interface KeptObject {
  readonly entry: InventoryEntry;
  readonly object: string;
  readonly reason: string;
}

/** An object that is still to be deleted: it stays in the inventory. */
export interface PruneFailure {
  readonly entry: InventoryEntry;
  readonly object: string;
  readonly problem: string;
  /** It goes on by itself, once other Kustomizations have been read. */
  readonly passing: boolean;
}

/** What is to happen to the entries that left a source. Those that are in no list are gone already. */
export interface PrunePlan {
  readonly deletable: readonly FoundObject[];
  /** Left in the cluster on purpose. They leave the inventory. */
  readonly kept: readonly KeptObject[];
  /** Declared by another Kustomization, which has them from now on. They leave the inventory. */
  readonly shared: readonly KeptObject[];
  readonly failures: readonly PruneFailure[];
}

export interface PruneOutcome extends Omit<PrunePlan, "deletable"> {
  /** `Deployment/default/web` */
  readonly deleted: readonly string[];
}
