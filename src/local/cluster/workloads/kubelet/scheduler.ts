import { type Clock, listAt, textAt } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject } from "../../api-server/index.ts";
import {
  type Condition,
  conditionsWith,
  isSettled,
  resources,
  shortHash,
  statusWriter,
  timestamp,
} from "../objects/index.ts";
import { placementOf } from "../scheduling/index.ts";

const component = "default-scheduler";

/** Whether this scheduler still has to find a node for a pod. */
export function waitsForNode(pod: KubernetesObject): boolean {
  const wanted = textAt(pod, "spec", "schedulerName") ?? component;
  return textAt(pod, "spec", "nodeName") === undefined && wanted === component && !isSettled(pod);
}

/** Binds a pod to a node, or says in its status and by an event why there is none for it. */
export function scheduler(api: ClusterApi, clock: Clock): (pod: KubernetesObject) => Promise<void> {
  const setStatus = statusWriter(api);
  const pending = (pod: KubernetesObject, condition: Condition) =>
    setStatus(resources.pods, pod, {
      ...(pod["status"] as object | undefined),
      phase: "Pending",
      conditions: conditionsWith(pod, [condition], { clock }),
    });
  return async (pod) => {
    if (!waitsForNode(pod)) return;
    const { name, namespace } = pod.metadata;
    if (listAt(pod, "spec", "schedulingGates").length > 0) {
      const message = "Scheduling is blocked due to non-empty scheduling gates";
      await pending(pod, { type: "PodScheduled", status: "False", reason: "SchedulingGated", message });
      return;
    }
    const placement = placementOf(pod, api.list(resources.nodes), api.list(resources.pods));
    if ("message" in placement) {
      const { message } = placement;
      await pending(pod, { type: "PodScheduled", status: "False", reason: "Unschedulable", message });
      if (said(pod) !== message) await tell(api, pod, message, timestamp(clock));
      return;
    }
    await api.update(resources.pods, name, namespace, (current) => ({
      ...current,
      spec: { ...(current["spec"] as object), nodeName: placement.node.metadata.name },
    }));
  };
}

function said(pod: KubernetesObject): string | undefined {
  const condition = listAt(pod, "status", "conditions").find((one) => textAt(one, "type") === "PodScheduled");
  return textAt(condition, "message");
}

async function tell(api: ClusterApi, pod: KubernetesObject, message: string, now: string): Promise<void> {
  const { name, namespace = "default", uid } = pod.metadata;
  const event = `${name}.${shortHash(`${uid ?? ""} ${message}`, 16)}`;
  if (api.get(resources.events, event, namespace) !== undefined) {
    await api.update(resources.events, event, namespace, (known) => ({
      ...known,
      count: (typeof known["count"] === "number" ? known["count"] : 1) + 1,
      lastTimestamp: now,
    }));
    return;
  }
  await api.create({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: event, namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
    reason: "FailedScheduling",
    message,
    type: "Warning",
    source: { component },
    reportingComponent: component,
    reportingInstance: "",
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}
