import { type KubernetesObject } from "../../kubernetes/client/index.ts";
import { isObject } from "../../lib/index.ts";
import type { InventoryItem } from "../inventory/index.ts";

/** What goes when the object that holds it is deleted. */
export interface Contents {
  readonly has: (item: InventoryItem) => boolean;
  /** Words of which one stands in every text that declares the object itself, or something that goes with it. */
  readonly marks: readonly string[];
}

/** What the cluster deletes together with an object: all that is in a Namespace, every object of a definition's kind. */
export function contentsOf(object: KubernetesObject): Contents {
  const { apiVersion, kind, metadata } = object;
  const { name } = metadata;
  if (apiVersion === "v1" && kind === "Namespace") return { has: ({ namespace }) => namespace === name, marks: [name] };
  if (!apiVersion.startsWith("apiextensions.k8s.io/") || kind !== "CustomResourceDefinition")
    return { has: () => false, marks: [name] };
  const spec = isObject(object["spec"]) ? object["spec"] : {};
  const names = isObject(spec["names"]) ? spec["names"] : {};
  return {
    has: (item) => item.group === spec["group"] && item.kind === names["kind"],
    marks: [name, String(spec["group"])],
  };
}
