import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { annotations } from "../../kubernetes/flux/index.ts";
import { memberOf } from "../../lib/index.ts";

/** Why the sync agent does not apply an object, by its annotations in Git or in the cluster; `undefined` where it does. */
export function reasonToLeave(declared: KubernetesObject, live: KubernetesObject | undefined): string | undefined {
  for (const object of [declared, ...(live ? [live] : [])]) {
    if (hasMark(object, annotations.reconcile, "disabled")) return `is left alone: ${annotations.reconcile}: disabled`;
    if (hasMark(object, annotations.apply, "ignore")) return `is left alone: ${annotations.apply}: Ignore`;
  }
  return live !== undefined && hasMark(declared, annotations.apply, "ifnotpresent")
    ? `is there, and is not compared: ${annotations.apply}: IfNotPresent`
    : undefined;
}

/** Whether an annotation or a label says this word, in any case. */
export function hasMark({ metadata }: KubernetesObject, name: string, word: string): boolean {
  return [metadata.annotations, metadata.labels].some((marks) => memberOf(marks, name)?.toLowerCase() === word);
}
