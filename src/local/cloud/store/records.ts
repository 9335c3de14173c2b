/** A change of a resource that the cloud has begun and not ended. */
export interface UnfinishedOperation {
  readonly name: string;
  readonly kind: "create" | "update" | "delete";
  readonly startedAt: string;
  /** Properties that are different until the operation has ended well, as they are then. */
  readonly settled: Readonly<Record<string, unknown>>;
}

/** The last change of a resource that failed after the resource was made or changed. */
export interface FailedOperation {
  readonly kind: "create" | "update";
  /** In the words of the cloud. */
  readonly message: string;
  /** Properties that are different until a later change succeeds, as they are then. */
  readonly settled: Readonly<Record<string, unknown>>;
}

/** A simulated resource as the cloud keeps it. */
export interface StoredResource {
  /** Type token, for example `gcp:compute/network:Network`. */
  readonly type: string;
  /** Unique within its type. */
  readonly id: string;
  readonly name: string;
  /** What the resource is now. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Top-level properties whose values are encrypted in the store's file and masked by the console. */
  readonly sensitive: readonly string[];
  readonly operation?: UnfinishedOperation;
  readonly failure?: FailedOperation;
  /** URN of the resource whose program made it. */
  readonly urn?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Counts changes, from 1. */
  readonly generation: number;
}

/** Where a change comes from. */
export interface Origin {
  readonly by: ChangedBy;
  readonly actor?: string;
}

export type ChangedBy = "provider" | "console" | "cloud";

export interface StoreEvent {
  /** Grows by one per event; never given twice. */
  readonly sequence: number;
  readonly at: string;
  readonly change: "created" | "updated" | "deleted";
  readonly by: ChangedBy;
  /** The person whose change it was, where one is known. */
  readonly actor?: string;
  readonly type: string;
  readonly id: string;
  readonly changed: readonly string[];
}

/** A line of the journal: an event with what it made of the resource, a resource alone, or an event alone (after compaction). */
export interface JournalRecord {
  readonly event?: StoreEvent;
  readonly resource?: StoredResource;
}

export type ResourceChange =
  | { readonly put: Omit<StoredResource, "createdAt" | "updatedAt" | "generation"> }
  /** What an operation of the cloud makes of a resource that is there. It is no event and no change that counts. */
  | { readonly restate: Pick<StoredResource, "type" | "id" | "properties" | "operation" | "failure"> }
  | { readonly remove: { readonly type: string; readonly id: string } };

export function resourceKey({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type} ${id}`;
}
