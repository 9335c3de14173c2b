import { type JsonObject, objectOf } from "../../../../lib/index.ts";
import { ApiProblem, statusObject } from "../problem/index.ts";
import type { StoreEvent } from "../store/index.ts";
import { isSet, requireListOptions, watchVersion } from "./list-options.ts";
import type { Selection } from "./lister.ts";
import type { ClusterState } from "./writer.ts";

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: JsonObject;
}

export interface Watch {
  /** Nothing more will be sent: the client has to list again. */
  readonly ended: boolean;
  /** Sends a bookmark, when the client asked for them, to say how far the watch is. */
  bookmark(): void;
  stop(): void;
}

const initialEventsEnd = "k8s.io/initial-events-end";

/**
 * Sends every change of the selected objects, in order, from where the client left off.
 *
 * Without a version, or with `sendInitialEvents`, what exists comes first as ADDED. A version of which the changes are
 * no longer known gives one ERROR event with 410, after which nothing follows.
 */
export function watchObjects(
  cluster: ClusterState,
  selection: Selection,
  query: URLSearchParams,
  send: (event: WatchEvent) => void,
): Watch {
  const { store } = cluster;
  const { type } = selection;
  requireListOptions(query, true);
  const bookmarks = isSet(query, "allowWatchBookmarks");
  const version = query.get("resourceVersion") ?? "";
  const from = watchVersion(version);
  // Without a version the start is told apart from what follows, as if that had been asked for.
  const isInitial = query.has("sendInitialEvents") ? isSet(query, "sendInitialEvents") : from === 0;

  const forward = (event: StoreEvent): void => {
    const change = changeFor(selection, event);
    if (change !== undefined) send(change);
  };
  const bookmark = (annotations?: JsonObject): void => {
    const metadata = {
      resourceVersion: String(store.revision),
      ...(annotations && { annotations }),
    };
    send({ type: "BOOKMARK", object: { kind: type.kind, apiVersion: type.apiVersion, metadata } });
  };

  if (isInitial) {
    for (const [, object] of store.list(type.table, selection.namespace)) {
      const served = type.fromStored(object);
      if (selection.matches(served)) send({ type: "ADDED", object: served });
    }
    if (bookmarks) bookmark({ [initialEventsEnd]: "true" });
  } else {
    const missed = from === 0 ? [] : store.eventsAfter(from);
    if (missed === undefined) {
      const message = `too old resource version: ${from} (${store.revision})`;
      send({ type: "ERROR", object: { ...statusObject(new ApiProblem({ status: 410, reason: "Expired" }, message)) } });
      return { ended: true, bookmark: () => {}, stop: () => {} };
    }
    for (const event of missed) forward(event);
  }
  const stop = store.subscribe(forward);
  return { ended: false, bookmark: () => bookmarks && bookmark(), stop };
}

/** The change as seen through a selection: an object that no longer matches is gone for this watch. */
function changeFor({ type, namespace, matches }: Selection, event: StoreEvent): WatchEvent | undefined {
  if (event.table !== type.table) return undefined;
  if (namespace !== undefined && objectOf(event.object.metadata).namespace !== namespace) return undefined;
  const object = type.fromStored(event.object);
  const now = event.type !== "DELETED" && matches(object);
  const before = event.previous !== undefined && matches(type.fromStored(event.previous));
  if (now) return { type: before ? "MODIFIED" : "ADDED", object };
  if (!before) return undefined;
  if (event.type === "DELETED" || event.previous === undefined) return { type: "DELETED", object };
  // It left the selection: the client is shown the object that it knows, in the version in which it left.
  const known = type.fromStored(event.previous);
  const { resourceVersion } = objectOf(object.metadata);
  return { type: "DELETED", object: { ...known, metadata: { ...objectOf(known.metadata), resourceVersion } } };
}
