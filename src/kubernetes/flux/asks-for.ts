import { memberOf } from "../../lib/index.ts";
import type { KubernetesObject } from "../client/index.ts";

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
