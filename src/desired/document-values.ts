import type { Values } from "./values.ts";

/** For `gcp.firestore.Database`. */
export type DesiredDocumentDatabase = Values<{
  name: string;
  locationId: string;
  type: "FIRESTORE_NATIVE" | "DATASTORE_MODE";
  concurrencyMode: "OPTIMISTIC" | "PESSIMISTIC";
  pointInTimeRecoveryEnablement: "POINT_IN_TIME_RECOVERY_ENABLED" | "POINT_IN_TIME_RECOVERY_DISABLED";
  deleteProtectionState: "DELETE_PROTECTION_ENABLED" | "DELETE_PROTECTION_DISABLED";
  /** The provider's own default leaves the database in the cloud. */
  deletionPolicy: "DELETE";
}>;

/** For `gcp.firestore.Field`: the field that says when a document ends. Its single-field indexes stay as they are. */
export type DesiredDocumentTtl = Values<{ collection: string; field: string; ttlConfig: Record<string, never> }> & {
  /** Key of the {@link DesiredDocumentDatabase}. */
  readonly database: string;
};

/** For `gcp.firestore.Index`. */
export type DesiredDocumentIndex = Values<{
  collection: string;
  apiScope: "ANY_API" | "DATASTORE_MODE_API";
  queryScope: "COLLECTION" | "COLLECTION_GROUP" | "COLLECTION_RECURSIVE";
  fields: { fieldPath: string; order?: "ASCENDING" | "DESCENDING"; arrayConfig?: "CONTAINS" }[];
}> & {
  /** Key of the {@link DesiredDocumentDatabase}. */
  readonly database: string;
};
