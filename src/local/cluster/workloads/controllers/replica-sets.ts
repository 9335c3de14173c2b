import { randomUUID } from "node:crypto";
import { at, numberAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
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
import type { ControllerContext } from "./context.ts";
import { podOf } from "./pod-of.ts";
import { whileThere } from "./while-there.ts";

/** ReplicaSets: as many pods as they want, no matter which. */
export function replicaSets(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "replicasets",
    sources: [
      { resource: resources.replicaSets, keysOf: (object) => [keyOf(object)] },
      { resource: resources.pods, keysOf: keysOfController("ReplicaSet") },
    ],
    reconcile: whileThere(api, resources.replicaSets, async (set) => {
      await keepPods(context, set);
      await writeStatus(context, set);
    }),
  };
}

async function keepPods({ api }: ControllerContext, set: KubernetesObject): Promise<void> {
  const pods = activePods({ api }, set);
  const wanted = numberAt(set, "spec", "replicas") ?? 1;
  for (let missing = wanted - pods.length; missing > 0; missing--) {
    const name = `${set.metadata.name}-${shortHash(randomUUID(), 5)}`;
    await api.create(podOf(set, at(set, "spec", "template"), { name }));
  }
  const surplus = pods.toSorted(firstToGo).slice(0, Math.max(0, pods.length - wanted));
  for (const pod of surplus) await api.delete(resources.pods, pod.metadata.name, pod.metadata.namespace);
}

/** Pods that are not ready go before those that are, younger ones before older ones. */
function firstToGo(one: KubernetesObject, other: KubernetesObject): number {
  const readiness = Number(isReady(one)) - Number(isReady(other));
  if (readiness !== 0) return readiness;
  return (other.metadata.creationTimestamp ?? "").localeCompare(one.metadata.creationTimestamp ?? "");
}

async function writeStatus(context: ControllerContext, set: KubernetesObject): Promise<void> {
  const pods = activePods(context, set);
  const readyPods = pods.filter(isReady).length;
  await context.setStatus(resources.replicaSets, set, {
    replicas: pods.length,
    fullyLabeledReplicas: pods.length || undefined,
    readyReplicas: readyPods || undefined,
    availableReplicas: readyPods || undefined,
    observedGeneration: set.metadata.generation,
  });
}

function activePods({ api }: Pick<ControllerContext, "api">, set: KubernetesObject): readonly KubernetesObject[] {
  const own = ownedBy(set);
  return podsWith(api, set.metadata.namespace, (pod) => own(pod) && !isLeaving(pod) && !isSettled(pod));
}
