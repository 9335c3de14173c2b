import { type KubernetesObject } from "../../kubernetes/client/index.ts";
import { isObject } from "../../lib/index.ts";
import type { InventoryItem } from "../inventory/index.ts";

/** Whether an object would go when the one that holds it is deleted. */
export type Contents = (item: InventoryItem) => boolean;

const nothing: Contents = () => false;

/** What the cluster deletes together with an object: all that is in a Namespace, every object of a definition's kind. */
export function contentsOf(object: KubernetesObject): Contents {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion === "v1" && kind === "Namespace") return ({ namespace }) => namespace === metadata.name;
  if (!apiVersion.startsWith("apiextensions.k8s.io/") || kind !== "CustomResourceDefinition") return nothing;
  const spec = isObject(object["spec"]) ? object["spec"] : {};
  const names = isObject(spec["names"]) ? spec["names"] : {};
  return (item) => item.group === spec["group"] && item.kind === names["kind"];
}
