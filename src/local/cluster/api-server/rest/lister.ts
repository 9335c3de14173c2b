import { type JsonObject, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, expired, resourceVersionTooLarge } from "../problem/index.ts";
import { type Labels, parseFieldSelector, parseLabelSelector } from "../selectors/index.ts";
import { listVersion, requireListOptions } from "./list-options.ts";
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
  requireListOptions(query, false);
  const limit = limitOf(query);
  const start = decodeContinue(query.get("continue") ?? "", prefixOf(namespace));
  if (start !== undefined) requireNoVersion(query);
  const wanted = wantedRevision(query, store.revision);
  // A token without a version goes on with the list as it is now, which is then no longer the one that was begun.
  const begun = start === undefined || start.revision < 0 ? undefined : start.revision;
  const revision = begun ?? wanted ?? store.revision;
  const all = store.listAt(revision, type.table, namespace);
  if (all === undefined) {
    if (start === undefined) throw expired("The resourceVersion for the provided list is too old.");
    const token = continueFrom(-1, start.from.slice(prefixOf(namespace).length));
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
      token,
    );
  }
  const items: JsonObject[] = [];
  let last = "";
  let index = start === undefined ? 0 : all.findIndex(([key]) => key >= start.from);
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
    // The next key there could be is the last one with the least character that there is.
    continueToken: continueFrom(revision, `${last.slice(prefixOf(namespace).length)}\u0000`),
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
  if ((query.get("resourceVersion") ?? "") !== "") {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
}

function wantedRevision(query: URLSearchParams, current: number): number | undefined {
  const text = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  if (text === "" || text === "0") return undefined;
  const revision = listVersion(text);
  if (revision > current) throw resourceVersionTooLarge(revision, current);
  return match === "Exact" ? revision : undefined;
}

/** What the keys of a list have in common, which its tokens leave out. */
function prefixOf(namespace: string | undefined): string {
  return namespace === undefined ? "" : `${namespace}/`;
}

function continueFrom(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start })).toString("base64url");
}

function decodeContinue(
  token: string,
  prefix: string,
): { readonly revision: number; readonly from: string } | undefined {
  if (token === "") return undefined;
  let read: JsonObject = {};
  try {
    read = objectOf(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    // Said below: what cannot be read is as wrong as what says nothing.
  }
  const { v, rv, start } = read;
  if (v !== "meta.k8s.io/v1" && v !== undefined) {
    throw badRequest(
      `invalid continue token: continue key is not valid: server does not recognize this encoded version ${textOf(v)}`,
    );
  }
  if (typeof rv === "number" && stringOf(start) !== undefined)
    return { revision: rv, from: `${prefix}${String(start)}` };
  throw badRequest("continue key is not valid: the token was not given by this server");
}
