import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { annotations, asksFor } from "../../kubernetes/flux/index.ts";

/** Why the sync agent does not apply an object, by its annotations in Git or in the cluster; `undefined` where it does. */
export function reasonToLeave(declared: KubernetesObject, live: KubernetesObject | undefined): string | undefined {
  for (const { metadata } of [declared, ...(live ? [live] : [])]) {
    if (asksFor(metadata, annotations.reconcile, "disabled"))
      return `is left alone: ${annotations.reconcile}: disabled`;
    if (asksFor(metadata, annotations.apply, "ignore")) return `is left alone: ${annotations.apply}: Ignore`;
  }
  return live !== undefined && asksFor(declared.metadata, annotations.apply, "ifnotpresent")
    ? `is there, and is not compared: ${annotations.apply}: IfNotPresent`
    : undefined;
}
