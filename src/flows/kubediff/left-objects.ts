import pLimit from "p-limit";
import type { LeftObject, LeftObjects } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import {
  addressText,
  apiVersionOf,
  type KubernetesObject,
  type ObjectAddress,
  UnknownKind,
} from "../../kubernetes/client/index.ts";
import {
  entryOf,
  type InventoryItem,
  isKept,
  itemOf,
  keyOf,
  kustomizations,
  type NamespacedName,
  ownerOf,
} from "../../kubernetes/flux/index.ts";
import { at, listAt, messageOf, textAt } from "../../lib/index.ts";
import type { SentObject, UnsentObject } from "./sent-objects.ts";

interface Declared {
  readonly sent: readonly SentObject[];
  readonly unsent: readonly UnsentObject[];
}

const concurrency = 16;

/** What these Kustomizations have applied, and Git does not declare any more: what pruning would delete, and what stays. */
export async function leftObjects(
  owners: readonly NamespacedName[],
  declared: Declared,
  cluster: Pick<ComparableCluster, "get" | "resourceOf">,
): Promise<LeftObjects> {
  try {
    const found = await Promise.all(owners.map((owner) => cluster.get({ resource: kustomizations, ...owner })));
    const read = found.filter((each) => each !== undefined);
    if (read.length === 0) return { kind: "no-inventory" };
    const limit = pLimit(concurrency);
    const objects = read.flatMap((kustomization) =>
      leftBy(kustomization, declared).map((item) => limit(() => leftObject(item, kustomization, cluster))),
    );
    return { kind: "read", of: read.map(keyOfObject), objects: (await Promise.all(objects)).flat() };
  } catch (thrown) {
    return { kind: "unknown", because: messageOf(thrown) };
  }
}

const keyOfObject = ({ metadata: { name, namespace = "" } }: KubernetesObject): string => keyOf({ namespace, name });

function leftBy(kustomization: KubernetesObject, { sent, unsent }: Declared): readonly InventoryItem[] {
  const kept = new Set(
    sent.map(({ at: { resource, namespace = "", name } }) => entryOf({ ...resource, namespace, name }).id),
  );
  const unserved = new Set(unsent.map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`));
  return listAt(kustomization, "status", "inventory", "entries").flatMap((entry) => {
    const [id, v] = [textAt(entry, "id"), textAt(entry, "v")];
    const item = id === undefined || v === undefined || kept.has(id) ? undefined : itemOf({ id, v });
    return item === undefined || unserved.has(`${item.kind} ${item.name}`) ? [] : [item];
  });
}

async function leftObject(
  item: InventoryItem,
  kustomization: KubernetesObject,
  cluster: Pick<ComparableCluster, "get" | "resourceOf">,
): Promise<readonly LeftObject[]> {
  const address = await addressOf(item, cluster);
  const live = address && (await cluster.get(address));
  if (address === undefined || live === undefined) return [];
  const because = reasonToStay(live, kustomization);
  return [{ object: addressText(address), pruned: because === undefined, ...(because !== undefined && { because }) }];
}

/** `undefined` where the kind itself is gone, and every object of it with it. */
async function addressOf(
  item: InventoryItem,
  cluster: Pick<ComparableCluster, "resourceOf">,
): Promise<ObjectAddress | undefined> {
  try {
    const resource = await cluster.resourceOf(apiVersionOf(item), item.kind);
    return { resource, name: item.name, ...(item.namespace !== "" && { namespace: item.namespace }) };
  } catch (thrown) {
    if (thrown instanceof UnknownKind) return undefined;
    throw thrown;
  }
}

function reasonToStay(live: KubernetesObject, kustomization: KubernetesObject): string | undefined {
  if (at(kustomization, "spec", "prune") !== true) return `${keyOfObject(kustomization)} does not prune`;
  if (at(kustomization, "spec", "suspend") === true) return `${keyOfObject(kustomization)} is suspended`;
  if (isKept(live.metadata)) return "it is annotated to be kept";
  const owner = ownerOf(live);
  if (owner === undefined) return "it no longer carries the labels of its Kustomization";
  return keyOf(owner) === keyOfObject(kustomization) ? undefined : `it belongs to ${keyOf(owner)}`;
}
