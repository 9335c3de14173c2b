import type { KubernetesObject } from "../client/index.ts";
import { conditionOf, count, specOf, statusOf, textOf } from "./fields.ts";
import { current, failed, type Health, inProgress } from "./health.ts";

/** How Kubernetes writes "no deadline": the largest 32-bit number. */
const noDeadline = 2 ** 31 - 1;

export function deployment(object: KubernetesObject): Health {
  const progressing = conditionOf(object, "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded")
    return failed(progressing.message || "progress deadline exceeded");
  const wanted = count(specOf(object)["replicas"], 1);
  const status = statusOf(object);
  const replicas = count(status["replicas"]);
  const updated = count(status["updatedReplicas"]);
  const available = count(status["availableReplicas"]);
  const ready = count(status["readyReplicas"]);
  if (replicas < wanted) return tooFew(object, `replicas: ${replicas}/${wanted}`);
  if (updated < wanted) return inProgress(`updated: ${updated}/${wanted}`);
  if (replicas > wanted) return inProgress(`pending termination: ${replicas - wanted}`);
  if (available < updated) return inProgress(`available: ${available}/${updated}`);
  if (ready < wanted) return inProgress(`ready: ${ready}/${wanted}`);
  // Without a deadline the controller writes no Progressing condition. The API server fills in a deadline of its own.
  const hasDeadline = count(specOf(object)["progressDeadlineSeconds"], noDeadline) !== noDeadline;
  const isDone = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
  if (hasDeadline && !isDone) return inProgress("its new ReplicaSet is not available");
  if (conditionOf(object, "Available")?.status !== "True") return inProgress("not available");
  return current(`available: ${available}`);
}

export function statefulSet(object: KubernetesObject): Health {
  const spec = specOf(object);
  const strategy = spec["updateStrategy"] as { type?: string; rollingUpdate?: { partition?: number } } | undefined;
  if (strategy?.type === "OnDelete") return current("updated when its Pods are deleted");
  const wanted = count(spec["replicas"], 1);
  const status = statusOf(object);
  const replicas = count(status["replicas"]);
  const ready = count(status["readyReplicas"]);
  const updated = count(status["updatedReplicas"]);
  if (replicas < wanted) return tooFew(object, `replicas: ${replicas}/${wanted}`);
  if (ready < wanted) return inProgress(`ready: ${ready}/${wanted}`);
  if (replicas > wanted) return inProgress(`pending termination: ${replicas - wanted}`);
  const partition = strategy?.rollingUpdate?.partition;
  if (partition !== undefined)
    return updated < wanted - partition
      ? inProgress(`updated: ${updated}/${wanted - partition}`)
      : current(`updated: ${updated}`);
  const present = count(status["currentReplicas"]);
  if (present < wanted) return inProgress(`current: ${present}/${wanted}`);
  if (status["currentRevision"] !== status["updateRevision"]) return inProgress("waiting for the new revision");
  return current(`ready: ${ready}`);
}

/** Counts mean nothing before the controller has written some. */
const tooFew = (object: KubernetesObject, counts: string): Health =>
  inProgress(statusOf(object)["observedGeneration"] === undefined ? "not observed yet" : counts);

export function daemonSet(object: KubernetesObject): Health {
  const status = statusOf(object);
  const { generation } = object.metadata;
  if (generation === undefined || status["observedGeneration"] === undefined) return inProgress("not observed yet");
  if (status["desiredNumberScheduled"] === undefined) return inProgress("not scheduled yet");
  const wanted = count(status["desiredNumberScheduled"]);
  for (const [field, what] of [
    ["currentNumberScheduled", "scheduled"],
    ["updatedNumberScheduled", "updated"],
    ["numberAvailable", "available"],
    ["numberReady", "ready"],
  ] as const) {
    const have = count(status[field]);
    if (have < wanted) return inProgress(`${what}: ${have}/${wanted}`);
  }
  return current(`available: ${wanted}`);
}

export function replicaSet(object: KubernetesObject): Health {
  const wanted = count(specOf(object)["replicas"], 1);
  const status = statusOf(object);
  if (conditionOf(object, "ReplicaFailure")?.status === "True") return inProgress("replica failure");
  for (const field of ["fullyLabeledReplicas", "availableReplicas", "readyReplicas"]) {
    const have = count(status[field]);
    if (have < wanted) return tooFew(object, `${field}: ${have}/${wanted}`);
  }
  return count(status["replicas"]) > wanted ? inProgress("pending termination") : current(`available: ${wanted}`);
}

/** A Job is there once it is done: who waits for it waits for its result. Flux replaces kstatus' rule for Jobs by this one, too. */
export function job(object: KubernetesObject): Health {
  if (specOf(object)["suspend"] === true) return current("suspended");
  const failure = conditionOf(object, "Failed");
  if (failure?.status === "True") return failed(failure.message || "the Job failed");
  if (conditionOf(object, "Complete")?.status === "True") return current("completed");
  return inProgress(`active: ${count(statusOf(object)["active"])}, succeeded: ${count(statusOf(object)["succeeded"])}`);
}

export function pod(object: KubernetesObject): Health {
  const status = statusOf(object);
  const phase = textOf(status["phase"]);
  if (phase === "Succeeded") return current("completed");
  if (phase === "Failed") return failed(textOf(status["message"]) || "the Pod failed");
  if (phase === "Running") {
    if (conditionOf(object, "Ready")?.status === "True") return current("ready");
    return crashing(status) ? failed("a container keeps crashing") : inProgress("running, not ready");
  }
  const scheduled = conditionOf(object, "PodScheduled");
  if (scheduled?.reason === "Unschedulable") return inProgress(scheduled.message || "unschedulable");
  return inProgress(phase === "" ? "no phase yet" : phase.toLowerCase());
}

function crashing(status: Record<string, unknown>): boolean {
  const containers = status["containerStatuses"];
  return (
    Array.isArray(containers) &&
    containers.some(
      (container: { state?: { waiting?: { reason?: string } } }) =>
        container.state?.waiting?.reason === "CrashLoopBackOff",
    )
  );
}
