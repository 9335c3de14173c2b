/** A database of Firestore. */
export interface DocumentDatabase {
  readonly name: string;
  /** A region, or a name for several. */
  readonly location: string;
  readonly type: "native" | "datastore";
  readonly concurrency: "optimistic" | "pessimistic";
  readonly pointInTimeRecovery: boolean;
  readonly ttl: readonly { readonly collection: string; readonly field: string }[];
  readonly indexes: readonly DocumentIndex[];
}

export interface DocumentIndex {
  readonly collection: string;
  readonly scope: "collection" | "group";
  readonly fields: readonly { readonly field: string; readonly sortedBy: "ascending" | "descending" | "contains" }[];
}
