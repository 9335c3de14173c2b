import { at, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  hashOf,
  isLeaving,
  isReady,
  isSettled,
  keyOf,
  keysOfController,
  ownedBy,
  podsWith,
  resources,
  shortHash,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import { fits } from "../scheduling/index.ts";
import type { ControllerContext } from "./context.ts";
import { podOf } from "./pod-of.ts";
import { podsOf } from "./rollout-plan.ts";
import { whileThere } from "./while-there.ts";

const revisionLabel = "controller-revision-hash";

/** DaemonSets: one pod on every node that the pod fits on, replaced a few at a time. */
export function daemonSets(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "daemonsets",
    sources: [
      { resource: resources.daemonSets, keysOf: (object) => [keyOf(object)] },
      { resource: resources.nodes, keysOf: () => api.list(resources.daemonSets).map(keyOf) },
      { resource: resources.pods, keysOf: keysOfController("DaemonSet") },
    ],
    reconcile: whileThere(api, resources.daemonSets, async (set) => {
      await keepPods(context, set);
      await writeStatus(context, set);
    }),
  };
}

async function keepPods(context: ControllerContext, set: KubernetesObject): Promise<void> {
  const { api } = context;
  const nodes = nodesFor(context, set);
  const pods = ownPods(context, set);
  for (const node of nodes) {
    if (pods.some((pod) => nodeOf(pod) === node)) continue;
    const name = `${set.metadata.name}-${shortHash(`${set.metadata.uid ?? ""}/${node}/${pods.length}/${Date.now()}`, 5)}`;
    const labels = { [revisionLabel]: revisionOf(set) };
    await api.create(podOf(set, at(set, "spec", "template"), { name, labels, spec: { nodeName: node } }));
  }
  const misplaced = pods.filter((pod) => !nodes.includes(nodeOf(pod)) || isSettled(pod));
  for (const pod of misplaced) await remove(context, pod);
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return;

  const share = objectAt(set, "spec", "updateStrategy", "rollingUpdate")["maxUnavailable"] ?? 1;
  const mayMiss = Math.max(1, podsOf(share, nodes.length, "up"));
  const missing = nodes.length - pods.filter((pod) => isReady(pod) && !isLeaving(pod)).length;
  const outdated = pods.filter((pod) => !isLeaving(pod) && pod.metadata.labels?.[revisionLabel] !== revisionOf(set));
  const broken = outdated.filter((pod) => !isReady(pod));
  const working = outdated.filter(isReady).slice(0, Math.max(0, mayMiss - missing));
  for (const pod of [...broken, ...working]) await remove(context, pod);
}

async function remove({ api }: ControllerContext, pod: KubernetesObject): Promise<void> {
  if (!isLeaving(pod)) await api.delete(resources.pods, pod.metadata.name, pod.metadata.namespace);
}

async function writeStatus(context: ControllerContext, set: KubernetesObject): Promise<void> {
  const nodes = nodesFor(context, set);
  const pods = ownPods(context, set).filter((pod) => !isLeaving(pod) && nodes.includes(nodeOf(pod)));
  const available = pods.filter(isReady).length;
  await context.setStatus(resources.daemonSets, set, {
    observedGeneration: set.metadata.generation,
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes.length,
    numberMisscheduled: 0,
    numberReady: available,
    numberAvailable: available || undefined,
    numberUnavailable: nodes.length - available || undefined,
    updatedNumberScheduled:
      pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === revisionOf(set)).length || undefined,
  });
}

function nodesFor({ api }: ControllerContext, set: KubernetesObject): readonly string[] {
  return api
    .list(resources.nodes)
    .filter((node) => fits(at(set, "spec", "template", "spec"), node))
    .map((node) => node.metadata.name);
}

function ownPods({ api }: ControllerContext, set: KubernetesObject): readonly KubernetesObject[] {
  return podsWith(api, set.metadata.namespace, ownedBy(set));
}

function nodeOf(pod: KubernetesObject): string {
  return textAt(pod, "spec", "nodeName") ?? "";
}

function revisionOf(set: KubernetesObject): string {
  return hashOf(at(set, "spec", "template"));
}
