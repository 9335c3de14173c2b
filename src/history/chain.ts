import { createHash, type Hash } from "node:crypto";
import type { Verification } from "../change/index.ts";
import { isObject, memberOf } from "../lib/index.ts";
import type { ChainLink, HistoryRecord, KeptRecord, RecordDigest } from "./history.ts";

/** A record with its place in the chains. */
type LinkedRecord = HistoryRecord & { readonly link: ChainLink };

/** Where the chains end: what the next record links to. */
export interface ChainEnds {
  /** Number of the last record, 0 before the first one. */
  readonly last: number;
  readonly digests: ReadonlyMap<string, RecordDigest>;
}

/** Where the entry stands as the next record after `ends`. */
export function placeAfter(ends: ChainEnds, entry: HistoryRecord): Omit<ChainLink, "digest"> {
  return { number: ends.last + 1, previous: previousOf(entry, ends.digests) };
}

/** @param records in any order; those without a link stand in no chain */
export function chainEnds(records: readonly KeptRecord[]): ChainEnds {
  const digests = new Map<string, RecordDigest>();
  const inOrder = linkedInOrder(records);
  for (const record of inOrder) for (const name of environmentsOf(record)) digests.set(name, record.link.digest);
  return { last: inOrder.at(-1)?.link.number ?? 0, digests };
}

/**
 * Over the canonical JSON of all members of a record but the digest in its link.
 *
 * A member that is iterable is a list, whose items are asked for one after the other and not held: those of hundreds of environments
 * take more memory than all else.
 */
export function recordDigest(record: object): RecordDigest {
  const { link, ...content } = record as Record<string, unknown>;
  const { digest: _, ...place } = isObject(link) ? link : {};
  const members: Record<string, unknown> = { ...content, link: place };
  const hash = createHash("sha256");
  for (const [index, name] of Object.keys(members).toSorted().entries()) {
    hash.update(`${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    const value = members[name];
    if (isList(value)) updateWithList(hash, value);
    else hash.update(canonicalJson(value));
  }
  return `record-sha256:${hash.update("}").digest("hex")}`;
}

function isList(value: unknown): value is Iterable<unknown> {
  return isObject(value) ? Symbol.iterator in value : Array.isArray(value);
}

function updateWithList(hash: Hash, items: Iterable<unknown>): void {
  hash.update("[");
  let separator = "";
  for (const item of items) {
    hash.update(separator + canonicalJson(item));
    separator = ",";
  }
  hash.update("]");
}

/** Follows the chains of `records`, which come in any order, and names the first record that does not hold. */
export function verifyChains(records: readonly KeptRecord[], unreadable: readonly string[]): Verification {
  const digests = new Map<string, RecordDigest>();
  const inOrder = linkedInOrder(records);
  for (const [index, record] of inOrder.entries()) {
    const { number, digest } = record.link;
    if (number > index + 1) return missing(index + 1, unreadable);
    const problem = problemOf(record, index + 1, digests);
    if (problem !== undefined) return { kind: "broken", record: record.id, problem };
    for (const name of environmentsOf(record)) digests.set(name, digest);
  }
  const [first] = unreadable;
  if (first !== undefined) return { kind: "broken", record: first, problem: "it cannot be read" };
  const unlinked = records.length - inOrder.length;
  return { kind: "intact", records: records.length, unlinked, ends: Object.fromEntries(digests) };
}

/** The names, each once. */
export function environmentsOf(record: HistoryRecord): readonly string[] {
  const parts: readonly { readonly environment: string }[] =
    record.kind === "preview" ? record.plans : record.environments;
  return [...new Set(parts.map(({ environment }) => environment))];
}

function problemOf(record: LinkedRecord, place: number, digests: ReadonlyMap<string, RecordDigest>) {
  const { number, previous, digest } = record.link;
  if (number < place) return `another record has its number ${number}`;
  if (recordDigest(record) !== digest) return "it was altered: its digest is another one";
  const expected = previousOf(record, digests);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(previous)])];
  const broken = names.find((name) => memberOf(previous, name) !== memberOf(expected, name));
  return broken && `it does not follow the record of ${broken} that stands before it`;
}

function missing(number: number, unreadable: readonly string[]): Verification {
  const perhaps = unreadable.length > 0 ? `, or one of those that cannot be read: ${unreadable.join(", ")}` : "";
  return { kind: "broken", record: `record ${number}`, problem: `it is missing${perhaps}` };
}

function previousOf(record: HistoryRecord, digests: ReadonlyMap<string, RecordDigest>): ChainLink["previous"] {
  return Object.fromEntries(
    environmentsOf(record).flatMap((name) => {
      const digest = digests.get(name);
      return digest === undefined ? [] : [[name, digest]];
    }),
  );
}

function linkedInOrder(records: readonly KeptRecord[]): readonly LinkedRecord[] {
  return records
    .filter((record): record is LinkedRecord => record.link !== undefined)
    .toSorted((one, other) => one.link.number - other.link.number);
}

/** RFC 8785: members sorted by the UTF-16 units of their names, no white space, numbers and texts as ECMAScript writes them. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${members.join(",")}}`;
}
