import type { KubernetesObject } from "../client/index.ts";
import { conditionOf, statusOf, textOf } from "./fields.ts";
import { current, failed, type Health, inProgress } from "./health.ts";

/**
 * Flagger's `Canary`. A failed analysis has been rolled back, so its workload is healthy and what was asked for is not there: failed.
 */
export function canary(object: KubernetesObject): Health {
  const phase = textOf(statusOf(object)["phase"]);
  const said = conditionOf(object, "Promoted")?.message ?? "";
  switch (phase) {
    case "Failed":
      return failed(said || "the canary analysis failed");
    case "Initialized":
    case "Succeeded":
      return current(phase.toLowerCase());
    case "":
      return inProgress("not observed yet");
    default:
      return inProgress(said || `phase: ${phase}`);
  }
}

/**
 * Argo's `Rollout`. One that is paused waits for a person or for a time, so the new version is not everywhere yet: in progress.
 */
export function rollout(object: KubernetesObject): Health {
  const status = statusOf(object);
  const phase = textOf(status["phase"]);
  const said = textOf(status["message"]);
  // Unlike everywhere else in Kubernetes, this field is text.
  const observed = Number(textOf(status["observedGeneration"]));
  const { generation = 0 } = object.metadata;
  if (phase === "" || !(observed >= generation)) return inProgress(`generation ${generation} is not observed yet`);
  if (status["abort"] === true) return failed(said || "the rollout was aborted");
  if (phase === "Healthy") return current("healthy");
  if (phase === "Degraded") return failed(said || "degraded");
  return inProgress(said || `phase: ${phase}`);
}
