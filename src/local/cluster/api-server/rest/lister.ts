import { type JsonObject, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, expired, resourceVersionTooLarge } from "../problem/index.ts";
import { type Labels, parseFieldSelector, parseLabelSelector } from "../selectors/index.ts";
import { optionsInvalid } from "./options.ts";
import type { ClusterState } from "./writer.ts";

/** Which objects a list, watch or collection delete is about. */
export interface Selection {
  readonly type: ResourceType;
  /** `undefined` for all namespaces. */
  readonly namespace: string | undefined;
  /** In the served version. */
  readonly matches: (object: JsonObject) => boolean;
}

export interface ObjectPage {
  readonly items: readonly JsonObject[];
  readonly revision: number;
  /** Where the next page starts; absent on the last one. */
  readonly continueToken?: string;
  readonly remaining?: number;
}

/** Reads selectors from a query. `name` narrows to one object, as old-style watches do. */
export function selectionOf(
  type: ResourceType,
  namespace: string | undefined,
  query: URLSearchParams,
  name?: string,
): Selection {
  const labels = query.get("labelSelector") ?? "";
  const fields = query.get("fieldSelector") ?? "";
  const byLabel = labels === "" ? undefined : parseLabelSelector(labels);
  const byField =
    fields === "" ? undefined : parseFieldSelector(fields, type.table, type.custom?.selectableFields ?? []);
  const matches = (object: JsonObject): boolean => {
    const metadata = objectOf(object.metadata);
    if (name !== undefined && metadata.name !== name) return false;
    return (byLabel?.(objectOf(metadata.labels) as Labels) ?? true) && (byField?.(object) ?? true);
  };
  return { type, namespace, matches };
}

/**
 * One page of the objects, ordered by namespace and name.
 * @throws {ApiProblem} 410 for a page of a list too old to continue, 504 for a version not reached yet
 */
export function listObjects(cluster: ClusterState, selection: Selection, query: URLSearchParams): ObjectPage {
  const { store } = cluster;
  const { type, namespace, matches } = selection;
  const limit = limitOf(query);
  const start = decodeContinue(query.get("continue") ?? "");
  if (start !== undefined) requireNoVersion(query);
  const wanted = wantedRevision(query, store.revision);
  const revision = start?.revision ?? wanted ?? store.revision;
  const all = store.listAt(revision, type.table, namespace);
  if (all === undefined) {
    throw expired(
      start === undefined
        ? `The resourceVersion for the provided list is too old.`
        : "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
    );
  }
  const items: JsonObject[] = [];
  let last = "";
  let index = start === undefined ? 0 : all.findIndex(([key]) => key > start.after);
  if (index < 0) index = all.length;
  for (; index < all.length; index += 1) {
    const entry = all[index];
    if (entry === undefined) break;
    if (limit > 0 && items.length === limit) break;
    const object = type.fromStored(entry[1]);
    if (matches(object)) items.push(object);
    [last] = entry;
  }
  const remaining = all.length - index;
  if (remaining === 0) return { items, revision };
  const selected = query.has("labelSelector") || query.has("fieldSelector");
  return {
    items,
    revision,
    continueToken: encodeContinue(revision, last),
    // How many of the rest match is unknown without looking at them.
    ...(selected ? {} : { remaining }),
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit") ?? "";
  if (!/^-?\d*$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** The token says already which version of the list is continued. */
function requireNoVersion(query: URLSearchParams): void {
  if ((query.get("resourceVersionMatch") ?? "") !== "") {
    const message = "Forbidden: resourceVersionMatch is forbidden when continue is provided";
    throw optionsInvalid("ListOptions", "resourceVersionMatch", message);
  }
  if ((query.get("resourceVersion") ?? "") !== "") {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
}

function requireMatch(match: string, version: string): void {
  if (match === "") return;
  const refuse = (message: string) => optionsInvalid("ListOptions", "resourceVersionMatch", message);
  if (match !== "Exact" && match !== "NotOlderThan") {
    throw refuse(`Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`);
  }
  if (version === "") throw refuse("Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
  if (match === "Exact" && version === "0") {
    throw refuse('Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
}

function wantedRevision(query: URLSearchParams, current: number): number | undefined {
  const text = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  requireMatch(match, text);
  if (text === "" || text === "0") return undefined;
  const revision = Number(text);
  if (!Number.isInteger(revision) || revision < 0)
    throw badRequest(`Invalid value: ${JSON.stringify(text)}: a resource version is a number`);
  if (revision > current) throw resourceVersionTooLarge(revision, current);
  return match === "Exact" ? revision : undefined;
}

function encodeContinue(revision: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start: after })).toString("base64url");
}

function decodeContinue(token: string): { readonly revision: number; readonly after: string } | undefined {
  if (token === "") return undefined;
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, "base64url").toString()) as JsonObject;
    if (typeof rv === "number" && stringOf(start) !== undefined) return { revision: rv, after: String(start) };
  } catch {
    // Said below: what cannot be read is as wrong as what says nothing.
  }
  throw badRequest("continue key is not valid: the token was not given by this server");
}
