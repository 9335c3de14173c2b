import { textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { isSettled } from "../objects/index.ts";
import { nodeProblem } from "./node-filters.ts";
import { type PlacedPod, podAffinityProblem } from "./pod-affinity.ts";
import { portsTaken, shortages } from "./resource-filter.ts";

/** Where a Pod goes, or kube-scheduler's message when no node takes it. */
export type Placement = { readonly node: KubernetesObject } | { readonly message: string };

interface Refusal {
  readonly reasons: readonly string[];
  /** Other Pods on the node are in the way, not the node itself. */
  readonly byOthers: boolean;
}

/** The node for a Pod: of those that it fits on, the one with the fewest Pods. */
export function placementOf(
  pod: KubernetesObject,
  nodes: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): Placement {
  if (nodes.length === 0) return { message: "no nodes available to schedule pods" };
  const running = pods.filter((other) => !isSettled(other) && textAt(other, "spec", "nodeName") !== undefined);
  const on = new Map<string, KubernetesObject[]>(nodes.map(({ metadata }) => [metadata.name, []]));
  for (const other of running) on.get(textAt(other, "spec", "nodeName") ?? "")?.push(other);
  const placed = nodes.flatMap((node) => (on.get(node.metadata.name) ?? []).map((other) => ({ pod: other, node })));
  const refusals: Refusal[] = [];
  const taking: KubernetesObject[] = [];
  for (const node of nodes) {
    const refusal = refusalOf(pod, node, on.get(node.metadata.name) ?? [], placed);
    if (refusal === undefined) taking.push(node);
    else refusals.push(refusal);
  }
  const count = (node: KubernetesObject) => on.get(node.metadata.name)?.length ?? 0;
  const [best] = taking.toSorted((one, other) => count(one) - count(other));
  return best === undefined ? { message: messageOf(refusals) } : { node: best };
}

/** The first filter that refuses the node speaks, as in the scheduler. */
function refusalOf(
  pod: KubernetesObject,
  node: KubernetesObject,
  present: readonly KubernetesObject[],
  placed: readonly PlacedPod[],
): Refusal | undefined {
  const problem = nodeProblem(pod["spec"], node);
  if (problem !== undefined) return { reasons: [problem], byOthers: false };
  if (portsTaken(pod, present))
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], byOthers: true };
  const lacking = shortages(pod, node, present);
  if (lacking.length > 0) return { reasons: lacking, byOthers: shortages(pod, node, []).length === 0 };
  const apart = podAffinityProblem(pod, node, placed);
  return apart === undefined ? undefined : { reasons: [apart], byOthers: !apart.endsWith("pod affinity rules") };
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) …. preemption: …`: counted by reason, sorted as texts. */
function messageOf(refusals: readonly Refusal[]): string {
  const none = `0/${refusals.length} nodes are available: `;
  const preemption = refusals.map(({ byOthers }) =>
    byOthers ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling",
  );
  return `${none}${counted(refusals.flatMap(({ reasons }) => reasons))}. preemption: ${none}${counted(preemption)}.`;
}

function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .toSorted()
    .join(", ");
}
