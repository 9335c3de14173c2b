import { type JsonObject, listAt, numberAt, textAt } from "../../../lib/index.ts";
import { conditionOf, failed, isTrue, type Readiness, ready, waiting } from "./verdict.ts";

/** The newest pods are all there, and the Deployment says so itself. */
export function deploymentReadiness(live: JsonObject): Readiness {
  if (isUnseen(live)) return waiting("its controller has not seen this version yet");
  const progressing = conditionOf(live, "Progressing");
  if (textAt(progressing, "status") === "False") {
    return failed(
      `it makes no progress: ${textAt(progressing, "message") ?? textAt(progressing, "reason") ?? "no reason given"}`,
    );
  }
  const wanted = numberAt(live, "spec", "replicas") ?? 1;
  const updated = numberAt(live, "status", "updatedReplicas") ?? 0;
  const available = numberAt(live, "status", "availableReplicas") ?? 0;
  const all = numberAt(live, "status", "replicas") ?? 0;
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are of the newest version`);
  if (all > updated) return waiting(`${all - updated} pods of an older version are still there`);
  if (available < wanted) return waiting(`${available} of ${wanted} pods are available`);
  const rolledOut = progressing === undefined || textAt(progressing, "reason") === "NewReplicaSetAvailable";
  return isTrue(live, "Available") && rolledOut ? ready : waiting("it does not say that it is available");
}

export function statefulSetReadiness(live: JsonObject): Readiness {
  if (isUnseen(live)) return waiting("its controller has not seen this version yet");
  const wanted = numberAt(live, "spec", "replicas") ?? 1;
  const readyPods = numberAt(live, "status", "readyReplicas") ?? 0;
  if (readyPods < wanted) return waiting(`${readyPods} of ${wanted} pods are ready`);
  if (textAt(live, "spec", "updateStrategy", "type") === "OnDelete") return ready;
  const partition = numberAt(live, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const updated = numberAt(live, "status", "updatedReplicas") ?? 0;
  const toUpdate = Math.max(0, wanted - partition);
  return updated < toUpdate ? waiting(`${updated} of ${toUpdate} pods are of the newest version`) : ready;
}

export function daemonSetReadiness(live: JsonObject): Readiness {
  if (isUnseen(live)) return waiting("its controller has not seen this version yet");
  const wanted = numberAt(live, "status", "desiredNumberScheduled") ?? 0;
  const available = numberAt(live, "status", "numberAvailable") ?? 0;
  if (available < wanted) return waiting(`${available} of ${wanted} pods are available`);
  if (textAt(live, "spec", "updateStrategy", "type") === "OnDelete") return ready;
  const updated = numberAt(live, "status", "updatedNumberScheduled") ?? 0;
  return updated < wanted ? waiting(`${updated} of ${wanted} pods are of the newest version`) : ready;
}

export function jobReadiness(live: JsonObject): Readiness {
  if (isTrue(live, "Complete") || isTrue(live, "Suspended")) return ready;
  if (isTrue(live, "Failed")) return failed(textAt(conditionOf(live, "Failed"), "message") ?? "the job failed");
  const done = numberAt(live, "status", "succeeded") ?? 0;
  return waiting(`${done} of ${numberAt(live, "spec", "completions") ?? 1} pods have completed`);
}

export function podReadiness(live: JsonObject): Readiness {
  const phase = textAt(live, "status", "phase");
  if (phase === "Succeeded" || isTrue(live, "Ready")) return ready;
  if (phase === "Failed") return failed(textAt(live, "status", "message") ?? "its containers have failed");
  return waiting(
    podTrouble(live) ?? textAt(conditionOf(live, "PodScheduled"), "message") ?? `it is ${phase ?? "not seen yet"}`,
  );
}

/** Why a pod's containers do not run, in the kubelet's words: `web: ImagePullBackOff: Back-off pulling image "…"`. */
export function podTrouble(pod: unknown): string | undefined {
  const containers = [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
  for (const container of containers) {
    const reason = textAt(container, "state", "waiting", "reason");
    if (reason === undefined || reason === "ContainerCreating" || reason === "PodInitializing") continue;
    const message = textAt(container, "state", "waiting", "message");
    return [textAt(container, "name"), reason, message].filter((part) => part !== undefined).join(": ");
  }
  return undefined;
}

function isUnseen(live: JsonObject): boolean {
  const generation = numberAt(live, "metadata", "generation") ?? 0;
  return (numberAt(live, "status", "observedGeneration") ?? 0) < generation;
}
