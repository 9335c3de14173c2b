import type { ClusterApi, KubernetesObject, ResourceId } from "../../api-server/index.ts";
import { isLeaving, parseKey } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";

/** Makes each object of `resource` right; one that is gone, or on its way out, is left to the collector. */
export function whileThere(
  api: ClusterApi,
  resource: ResourceId,
  reconcile: (object: KubernetesObject) => ReturnType<Controller["reconcile"]>,
): Controller["reconcile"] {
  return (key) => {
    const { name, namespace } = parseKey(key);
    const object = api.get(resource, name, namespace);
    return object === undefined || isLeaving(object) ? Promise.resolve() : reconcile(object);
  };
}
