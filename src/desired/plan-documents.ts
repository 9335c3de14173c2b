import type { Environment } from "../environment/index.ts";
import type { DesiredDocumentDatabase, DesiredDocumentIndex, DesiredDocumentTtl } from "./document-values.ts";
import { documentDatabaseId } from "./names.ts";
import type { Planning } from "./planning.ts";

type DocumentIndex = Environment["documentDatabases"][number]["indexes"][number];

export function planDocumentDatabases(planning: Planning): readonly DesiredDocumentDatabase[] {
  return planning.environment.documentDatabases.map((database) => {
    const protect = planning.protects("documentDatabases", database.name);
    return {
      key: database.name,
      protect,
      args: {
        name: planning.name([database.name], documentDatabaseId),
        locationId: database.location,
        type: database.type === "native" ? "FIRESTORE_NATIVE" : "DATASTORE_MODE",
        concurrencyMode: database.concurrency === "optimistic" ? "OPTIMISTIC" : "PESSIMISTIC",
        pointInTimeRecoveryEnablement: `POINT_IN_TIME_RECOVERY_${database.pointInTimeRecovery ? "ENABLED" : "DISABLED"}`,
        deleteProtectionState: `DELETE_PROTECTION_${protect ? "ENABLED" : "DISABLED"}`,
        deletionPolicy: "DELETE",
      },
    };
  });
}

export function planDocumentTtls(planning: Planning): readonly DesiredDocumentTtl[] {
  return planning.environment.documentDatabases.flatMap(({ name, ttl }) =>
    ttl.map(({ collection, field }) => ({
      key: `${name}/${collection}`,
      protect: planning.protects("documentDatabases", name),
      database: name,
      args: { collection, field, ttlConfig: {} },
    })),
  );
}

/** An index is what it sorts by, so that is its key: another one is another index, and their order in the file says nothing. */
export function planDocumentIndexes(planning: Planning): readonly DesiredDocumentIndex[] {
  return planning.environment.documentDatabases.flatMap(({ name, type, indexes }) =>
    indexes.map((index) => ({
      key: `${name}/${index.collection}/${index.scope}/${index.fields.map(({ field, sortedBy }) => `${field} ${sortedBy}`).join(", ")}`,
      protect: planning.protects("documentDatabases", name),
      database: name,
      args: {
        collection: index.collection,
        apiScope: type === "native" ? "ANY_API" : "DATASTORE_MODE_API",
        queryScope: queryScopeOf(index, type),
        fields: index.fields.map(({ field, sortedBy }) =>
          sortedBy === "contains"
            ? { fieldPath: field, arrayConfig: "CONTAINS" as const }
            : { fieldPath: field, order: sortedBy === "ascending" ? ("ASCENDING" as const) : ("DESCENDING" as const) },
        ),
      },
    })),
  );
}

/** Datastore mode has queries over a kind with an ancestor or without; both go over everything below. */
function queryScopeOf({ scope }: DocumentIndex, type: "native" | "datastore") {
  if (type === "datastore") return scope === "group" ? "COLLECTION_GROUP" : "COLLECTION_RECURSIVE";
  return scope === "group" ? "COLLECTION_GROUP" : "COLLECTION";
}
