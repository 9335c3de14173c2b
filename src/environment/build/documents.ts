import { counted, sameJson } from "../../lib/index.ts";
import type { DocumentDatabase, DocumentIndex } from "../documents.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkRegion } from "./lookup.ts";

type Raw = RawSpec["documentDatabases"];

export function buildDocumentDatabases(findings: Findings, raw: Raw, region: string): DocumentDatabase[] {
  const path = ["spec", "documentDatabases"];
  findings.uniqueNames(path, raw);
  return raw.map((database, index) => {
    const at = [...path, index];
    const { location, type } = database;
    if (location?.includes("-")) checkRegion(findings, [...at, "location"], location);
    checkTtl(findings, [...at, "ttl"], database.ttl);
    const indexes = database.indexes.map((each, rank) => buildIndex(findings, [...at, "indexes", rank], each, type));
    for (const [rank, each] of indexes.entries()) {
      const earlier = indexes.findIndex((other) => sameJson(other, each));
      if (earlier < rank) {
        const place = findings.whereIs([...at, "indexes", earlier]);
        findings.error([...at, "indexes", rank], "duplicate-name", `stands here twice; first at ${place}`);
      }
    }
    return {
      name: database.name,
      location: location ?? region,
      type,
      concurrency: database.concurrency,
      pointInTimeRecovery: database.pointInTimeRecovery,
      ttl: database.ttl,
      indexes,
    };
  });
}

/** Firestore has one such field for each collection. */
function checkTtl(findings: Findings, at: ValuePath, ttl: Raw[number]["ttl"]): void {
  for (const [index, { collection }] of ttl.entries()) {
    const earlier = ttl.findIndex((other) => other.collection === collection);
    if (earlier === index) continue;
    const place = findings.whereIs([...at, earlier]);
    findings.error([...at, index], "duplicate-name", `${collection} has a field for its end already, at ${place}`);
  }
}

function buildIndex(
  findings: Findings,
  at: ValuePath,
  raw: Raw[number]["indexes"][number],
  type: Raw[number]["type"],
): DocumentIndex {
  const lists = raw.fields.filter(({ contains }) => contains);
  if (lists.length > 1)
    findings.error(
      [...at, "fields"],
      "out-of-range",
      `has ${counted(lists.length, "field")} with contains; an index has one at most`,
    );
  return {
    collection: raw.collection,
    scope: raw.scope,
    fields: raw.fields.map(({ field, order, contains }, index) => {
      const place = [...at, "fields", index];
      if (order !== undefined && contains) findings.error(place, "one-of-two", "write either order or contains");
      if (contains && type === "datastore")
        findings.error([...place, "contains"], "out-of-range", "is of type: native; Datastore mode sorts alone");
      return { field, sortedBy: contains ? "contains" : (order ?? "ascending") };
    }),
  };
}
