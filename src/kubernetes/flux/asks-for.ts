import { memberOf } from "../../lib/index.ts";
import type { KubernetesObject } from "../client/index.ts";
import { annotations } from "./names.ts";

/**
 * Whether an object asks, by an annotation or a label of this name, for `word`. Flux compares both in any case: `AnyInMetadata` of
 * fluxcd/pkg/ssa.
 */
export function asksFor(
  { annotations = {}, labels = {} }: KubernetesObject["metadata"],
  name: string,
  word: string,
): boolean {
  return [memberOf(annotations, name), memberOf(labels, name)].some((value) => value?.toLowerCase() === word);
}

/** Whether an object asks the sync agent to leave it alone: it is neither applied, nor corrected, nor deleted. */
export const isLeftAlone = (metadata: KubernetesObject["metadata"]): boolean =>
  asksFor(metadata, annotations.reconcile, "disabled") || asksFor(metadata, annotations.apply, "ignore");

/** Whether a live object stays when it leaves Git. */
export const isKept = (metadata: KubernetesObject["metadata"]): boolean =>
  isLeftAlone(metadata) || asksFor(metadata, annotations.prune, "disabled");

/** Whether kubectl keeps the fields that it added to an object. */
export const isMerged = (metadata: KubernetesObject["metadata"]): boolean =>
  asksFor(metadata, annotations.apply, "merge");
