import { listAt, mapAt, textAt } from "../cluster-client/index.ts";
import type { KubernetesObject } from "../kubernetes/index.ts";
import { labelsOf } from "./objects/index.ts";

/** Whether a pod may run on a node by its node selector and the node's taints. */
export function fits(podSpec: unknown, node: KubernetesObject): boolean {
  const labels = { "kubernetes.io/hostname": node.metadata.name, ...labelsOf(node) } as Record<string, unknown>;
  const selected = Object.entries(mapAt(podSpec, "nodeSelector")).every(([key, value]) => labels[key] === value);
  if (!selected || (mapAt(node, "spec")["unschedulable"] === true && textAt(podSpec, "nodeName") === undefined))
    return false;
  const tolerations = listAt(podSpec, "tolerations");
  return listAt(node, "spec", "taints")
    .filter((taint) => textAt(taint, "effect") !== "PreferNoSchedule")
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** The node for a pod: of those that it fits on, the one with the fewest pods. */
export function nodeFor(
  pod: KubernetesObject,
  nodes: readonly KubernetesObject[],
  podsOn: (node: string) => number,
): KubernetesObject | undefined {
  return nodes
    .filter((node) => fits(pod["spec"], node))
    .toSorted((one, other) => podsOn(one.metadata.name) - podsOn(other.metadata.name))[0];
}

function tolerates(toleration: unknown, taint: unknown): boolean {
  const effect = textAt(toleration, "effect") ?? "";
  if (effect !== "" && effect !== textAt(taint, "effect")) return false;
  const key = textAt(toleration, "key") ?? "";
  if (textAt(toleration, "operator") === "Exists") return key === "" || key === textAt(taint, "key");
  return key === textAt(taint, "key") && (textAt(toleration, "value") ?? "") === (textAt(taint, "value") ?? "");
}
