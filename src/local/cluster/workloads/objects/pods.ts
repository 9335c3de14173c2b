import { listAt, textAt } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject } from "../../api-server/index.ts";
import { resources } from "./resources.ts";

export function podsWith(
  api: ClusterApi,
  namespace: string | undefined,
  has: (pod: KubernetesObject) => boolean,
): readonly KubernetesObject[] {
  return api.list(resources.pods, namespace).filter(has);
}

export function isReady(pod: KubernetesObject): boolean {
  return listAt(pod, "status", "conditions").some(
    (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
  );
}

export function isLeaving(object: KubernetesObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Whether a pod has run to its end, well or badly. */
export function isSettled(pod: KubernetesObject): boolean {
  return ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");
}
