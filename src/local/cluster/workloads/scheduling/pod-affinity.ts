import { listAt, memberOf, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { labelsOf, matches } from "../objects/index.ts";

/** A Pod and the node that it is on. */
export interface PlacedPod {
  readonly pod: KubernetesObject;
  readonly node: KubernetesObject;
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

/** Which rule between Pods keeps a Pod from a node, in kube-scheduler's words, or `undefined`. */
export function podAffinityProblem(
  pod: KubernetesObject,
  node: KubernetesObject,
  placed: readonly PlacedPod[],
): string | undefined {
  const near = (term: unknown, owner: KubernetesObject, others: readonly PlacedPod[]) =>
    others.some((other) => selects(term, owner, other.pod) && sameDomain(term, node, other.node));
  const [affinity, anti] = ["podAffinity", "podAntiAffinity"].map((kind) => termsOf(pod, kind));
  const unmet = (affinity ?? []).some((term) => {
    if (near(term, pod, placed)) return false;
    // The first Pod of a group that selects itself is placed anywhere.
    const any = placed.some((other) => selects(term, pod, other.pod));
    return any || !selects(term, pod, pod) || domainOf(term, node) === undefined;
  });
  if (unmet) return "node(s) didn't match pod affinity rules";
  if ((anti ?? []).some((term) => near(term, pod, placed))) return "node(s) didn't match pod anti-affinity rules";
  const refused = placed.some((other) =>
    termsOf(other.pod, "podAntiAffinity").some(
      (term) => selects(term, other.pod, pod) && sameDomain(term, node, other.node),
    ),
  );
  return refused ? "node(s) didn't satisfy existing pods anti-affinity rules" : undefined;
}

const termsOf = (pod: KubernetesObject, kind: string): readonly unknown[] =>
  listAt(objectAt(pod, "spec", "affinity", kind)[required]);

function selects(term: unknown, owner: KubernetesObject, other: KubernetesObject): boolean {
  const namespaces = listAt(term, "namespaces");
  const everywhere = Object.hasOwn(objectAt(term), "namespaceSelector");
  const inNamespace = namespaces.length > 0 ? namespaces : [owner.metadata.namespace];
  if (!everywhere && !inNamespace.includes(other.metadata.namespace)) return false;
  return objectAt(term)["labelSelector"] !== undefined && matches(objectAt(term, "labelSelector"), labelsOf(other));
}

function domainOf(term: unknown, node: KubernetesObject): unknown {
  const key = textAt(term, "topologyKey") ?? "";
  return key === "kubernetes.io/hostname" ? node.metadata.name : memberOf(labelsOf(node), key);
}

function sameDomain(term: unknown, one: KubernetesObject, other: KubernetesObject): boolean {
  const domain = domainOf(term, one);
  return domain !== undefined && domain === domainOf(term, other);
}
