import { memberOf } from "../../lib/index.ts";
import type { KubernetesObject } from "../client/index.ts";
import { type NamespacedName, ownerNameLabel, ownerNamespaceLabel } from "./names.ts";

/** The `Kustomization` whose labels an object carries. */
export function ownerOf({ metadata: { labels } }: Pick<KubernetesObject, "metadata">): NamespacedName | undefined {
  const [name, namespace] = [memberOf(labels, ownerNameLabel), memberOf(labels, ownerNamespaceLabel)];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}
