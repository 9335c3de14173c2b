import { listAt, memberOf, numberAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject, ResourceId } from "../../api-server/index.ts";
import { type Condition, conditionsWith, keyOf, resources, timestamp } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { whileThere } from "./while-there.ts";

const targets: Readonly<Record<string, ResourceId>> = {
  Deployment: resources.deployments,
  ReplicaSet: resources.replicaSets,
  StatefulSet: resources.statefulSets,
};

/** HorizontalPodAutoscalers: the load is always what they aim at, so they only keep the number of pods within their bounds. */
export function autoscalers(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "autoscalers",
    sources: [
      { resource: resources.autoscalers, keysOf: (scaler) => [keyOf(scaler)] },
      ...Object.entries(targets).map(([kind, resource]) => ({
        resource,
        keysOf: (target: KubernetesObject) =>
          api
            .list(resources.autoscalers, target.metadata.namespace)
            .filter((scaler) => targetOf(scaler).kind === kind && targetOf(scaler).name === target.metadata.name)
            .map(keyOf),
      })),
    ],
    reconcile: whileThere(api, resources.autoscalers, (scaler) => scale(context, scaler)),
  };
}

async function scale(context: ControllerContext, scaler: KubernetesObject): Promise<void> {
  const { api, clock } = context;
  const { namespace } = scaler.metadata;
  const { kind, name } = targetOf(scaler);
  const resource = memberOf(targets, kind);
  const target = resource === undefined ? undefined : api.get(resource, name, namespace);
  if (resource === undefined || target === undefined) {
    const message = `the HPA controller was unable to get the target's current scale: ${kind} "${name}" not found`;
    const conditions: readonly Condition[] = [
      { type: "AbleToScale", status: "False", reason: "FailedGetScale", message },
    ];
    await context.setStatus(resources.autoscalers, scaler, {
      currentReplicas: 0,
      desiredReplicas: 0,
      conditions: conditionsWith(scaler, conditions, { clock }),
    });
    return;
  }
  const wanted = numberAt(target, "spec", "replicas") ?? 1;
  const [least, most] = [
    numberAt(scaler, "spec", "minReplicas") ?? 1,
    numberAt(scaler, "spec", "maxReplicas") ?? wanted,
  ];
  const within = Math.min(most, Math.max(least, wanted));
  // A target that was set to zero replicas is not scaled: that is how an autoscaler is paused.
  const desired = wanted === 0 ? 0 : within;
  if (desired !== wanted) {
    await api.update(resource, name, namespace, (current) => ({
      ...current,
      spec: { ...objectAt(current, "spec"), replicas: desired },
    }));
  }
  const lastScaleTime = desired === wanted ? textAt(scaler, "status", "lastScaleTime") : timestamp(clock);
  await context.setStatus(resources.autoscalers, scaler, {
    observedGeneration: scaler.metadata.generation,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    currentReplicas: numberAt(target, "status", "replicas") ?? 0,
    desiredReplicas: desired,
    currentMetrics: listAt(scaler, "spec", "metrics").flatMap(metricAtTarget),
    conditions: conditionsWith(scaler, conditionsOf(wanted), { clock }),
  });
}

function conditionsOf(wanted: number): readonly Condition[] {
  return [
    {
      type: "AbleToScale",
      status: "True",
      reason: "ReadyForNewScale",
      message: "recommended size matches current size",
    },
    wanted === 0
      ? {
          type: "ScalingActive",
          status: "False",
          reason: "ScalingDisabled",
          message: "scaling is disabled since the replica count of the target is zero",
        }
      : {
          type: "ScalingActive",
          status: "True",
          reason: "ValidMetricFound",
          message: "the HPA was able to successfully calculate a replica count",
        },
    {
      type: "ScalingLimited",
      status: "False",
      reason: "DesiredWithinRange",
      message: "the desired count is within the acceptable range",
    },
  ];
}

function metricAtTarget(metric: unknown): readonly object[] {
  if (textAt(metric, "type") !== "Resource") return [];
  const name = textAt(metric, "resource", "name");
  const averageUtilization = numberAt(metric, "resource", "target", "averageUtilization");
  const averageValue = objectAt(metric, "resource", "target")["averageValue"] ?? "100m";
  const current = averageUtilization === undefined ? { averageValue } : { averageUtilization, averageValue };
  return [{ type: "Resource", resource: { name, current } }];
}

function targetOf(scaler: KubernetesObject): { readonly kind: string; readonly name: string } {
  return {
    kind: textAt(scaler, "spec", "scaleTargetRef", "kind") ?? "",
    name: textAt(scaler, "spec", "scaleTargetRef", "name") ?? "",
  };
}
