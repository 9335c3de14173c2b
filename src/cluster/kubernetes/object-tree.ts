import pLimit from "p-limit";
import type { AppliedTree, TreeObject } from "../../change/index.ts";
import {
  apiVersionOf,
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type Resource,
  UnknownKind,
} from "../../kubernetes/client/index.ts";
import {
  type InventoryEntry,
  type InventoryItem,
  itemOf,
  kustomizations,
  type NamespacedName,
  objectText,
  ownerNameLabel,
  ownerNamespaceLabel,
} from "../../kubernetes/flux/index.ts";
import { kustomization as kustomizationSchema } from "../../kubernetes/flux-status/index.ts";
import { healthOf } from "../../kubernetes/health/index.ts";
import { messageOf } from "../../lib/index.ts";

/** Requests that are sent to a cluster at the same time. */
const parallel = 8;

/** How each object of an inventory is now, nested Kustomizations with theirs. */
export async function treeObjects(
  owner: NamespacedName,
  entries: readonly InventoryEntry[],
  reading: Reading,
): Promise<readonly TreeObject[]> {
  const found = await objectsOf(owner, entries, reading);
  return Promise.all(
    entries.map(async (entry): Promise<TreeObject> => {
      const object = objectText(entry);
      const read = found.get(entry.id);
      if (read === undefined) return { object, health: "NotFound", message: "not in the cluster" };
      if ("unreadable" in read) return { object, health: "Unknown", message: read.unreadable };
      const { status: health, message } = healthOf(read.object);
      const applied = await nestedIn(read.object, reading);
      return { object, health, message, ...(applied && { applied }) };
    }),
  );
}

/** What one look at a cluster shares. */
export interface Reading {
  readonly api: KubernetesApi;
  readonly signal: AbortSignal;
  readonly limit: <T>(read: () => Promise<T>) => Promise<T>;
  /** Kustomizations that were looked into: one that applies itself is shown once. */
  readonly seen: Set<string>;
}

export function newReading(api: KubernetesApi, signal: AbortSignal, root: NamespacedName): Reading {
  return { api, signal, limit: pLimit(parallel), seen: new Set([`${root.namespace}/${root.name}`]) };
}

async function nestedIn(object: KubernetesObject, reading: Reading): Promise<AppliedTree | undefined> {
  if (object.kind !== kustomizations.kind || object.apiVersion !== apiVersionOf(kustomizations)) return undefined;
  const parsed = kustomizationSchema.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  const key = `${metadata.namespace}/${metadata.name}`;
  if (reading.seen.has(key)) return undefined;
  reading.seen.add(key);
  const revision = status.lastAppliedRevision;
  return {
    ...(revision !== undefined && { revision }),
    suspended: spec.suspend,
    objects: await treeObjects(metadata, status.inventory?.entries ?? [], reading),
  };
}

type Read = { readonly object: KubernetesObject } | { readonly unreadable: string };

/** By the ids of entries. What is not there is left out. */
async function objectsOf(
  owner: NamespacedName,
  entries: readonly InventoryEntry[],
  reading: Reading,
): Promise<ReadonlyMap<string, Read>> {
  const found = new Map<string, Read>();
  const groups = new Map<string, InventoryEntry[]>();
  for (const entry of entries) {
    const item = itemOf(entry);
    const key = item === undefined ? "" : [item.group, item.version, item.kind, item.namespace].join(" ");
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  await Promise.all(
    [...groups.values()].map(async (group) => {
      try {
        for (const [id, object] of await readGroup(owner, group, reading)) found.set(id, object);
      } catch (thrown) {
        // The whole cluster is away then, and not these objects alone.
        if (!isRejected(thrown) && !(thrown instanceof UnknownKind)) throw thrown;
        for (const { id } of group) found.set(id, { unreadable: messageOf(thrown) });
      }
    }),
  );
  return found;
}

/** Objects of one kind in one namespace: by one list where there are several, and one by one those that do not carry the owner's labels. */
async function readGroup(
  owner: NamespacedName,
  entries: readonly InventoryEntry[],
  { api, signal, limit }: Reading,
): Promise<ReadonlyMap<string, Read>> {
  const named = new Map(entries.map((entry) => [itemOf(entry)?.name ?? "", entry.id]));
  const [first] = entries;
  const item = first && itemOf(first);
  if (item === undefined)
    return new Map(entries.map(({ id }) => [id, { unreadable: `${id} is no id of an inventory` }]));
  const resource = await limit(() => api.resourceOf(apiVersionOf(item), item.kind));
  const place = resource.namespaced ? { namespace: item.namespace } : {};
  const listed = entries.length > 1 ? await limit(() => listOf(owner, resource, place, { api, signal })) : [];
  const found = new Map<string, Read>();
  for (const object of listed) {
    const id = named.get(object.metadata.name);
    if (id !== undefined) found.set(id, { object });
  }
  const missing = [...named].filter(([, id]) => !found.has(id));
  await Promise.all(
    missing.map(async ([name, id]) => {
      const object = await limit(() => api.get({ resource, name, ...place }, { signal }));
      if (object !== undefined) found.set(id, { object });
    }),
  );
  return found;
}

async function listOf(
  { namespace, name }: NamespacedName,
  resource: Resource,
  place: Partial<Pick<InventoryItem, "namespace">>,
  { api, signal }: Pick<Reading, "api" | "signal">,
): Promise<readonly KubernetesObject[]> {
  const labelSelector = `${ownerNameLabel}=${name},${ownerNamespaceLabel}=${namespace}`;
  try {
    return (await api.list(resource, { ...place, labelSelector }, { signal })).items;
  } catch (thrown) {
    // One who may not list may still be allowed to get.
    if (isRejected(thrown, 403)) return [];
    throw thrown;
  }
}
