import type { KubernetesObject } from "../../api-server/index.ts";

/** `<namespace>/<name>`; the namespace is empty for what has none. */
export type ObjectKey = string;

export function keyOf(object: KubernetesObject): ObjectKey {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

export function parseKey(key: ObjectKey): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf("/");
  const namespace = key.slice(0, slash);
  return { namespace: namespace === "" ? undefined : namespace, name: key.slice(slash + 1) };
}

/** The controller that made an object, when it is of `kind`. */
export function controllerOf(
  object: KubernetesObject,
  kind: string,
): { readonly name: string; readonly uid: string } | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true && owner.kind === kind);
}

/** The keys of an object's controller of `kind`: none when another one made it. */
export function keysOfController(kind: string): (object: KubernetesObject) => readonly ObjectKey[] {
  return (object) => {
    const owner = controllerOf(object, kind);
    return owner === undefined ? [] : [`${object.metadata.namespace ?? ""}/${owner.name}`];
  };
}

export function ownedBy(owner: KubernetesObject): (object: KubernetesObject) => boolean {
  return (object) => controllerOf(object, owner.kind)?.uid === owner.metadata.uid;
}

/** What an object that `owner` makes says of its owner. */
export function ownerReference(owner: KubernetesObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
