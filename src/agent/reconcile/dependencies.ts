import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { keyOf } from "../../kubernetes/flux/index.ts";
import { isInvalid, type Kustomization, kustomizationOf } from "../flux/index.ts";

/**
 * Why a Kustomization has to wait for another one, or `undefined` when it need not.
 *
 * Its own expression replaces the usual rules, as with Flux. By these, a dependency on the same source has to have applied the same revision: the objects that are needed may be new in it.
 */
export function unmetDependency(
  kustomization: Kustomization,
  {
    self,
    revision,
    find,
  }: {
    /** The Kustomization as it is in the cluster. */
    readonly self: KubernetesObject;
    readonly revision: string;
    readonly find: (key: string) => KubernetesObject | undefined;
  },
): string | undefined {
  for (const wanted of kustomization.dependsOn) {
    const key = keyOf(wanted);
    const object = find(key);
    if (object === undefined) return `dependency '${key}' does not exist`;
    if (wanted.readyExpr !== undefined) {
      const ready = wanted.readyExpr.evaluate({ self, dep: object });
      if (ready === true) continue;
      const why = ready === false ? "" : `: ${ready.problem}`;
      return `dependency '${key}' is not ready according to readyExpr eval${why}`;
    }
    const dependency = kustomizationOf(object);
    if (isInvalid(dependency)) return `dependency '${key}' is not valid`;
    const { observedGeneration, conditions = [], lastAppliedRevision } = dependency.status;
    const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
    if (!isReady || observedGeneration !== dependency.generation) return `dependency '${key}' is not ready`;
    const sameSource = keyOf(dependency.source) === keyOf(kustomization.source);
    if (sameSource && lastAppliedRevision !== revision) return `dependency '${key}' has not applied ${revision} yet`;
  }
  return undefined;
}
