import { isObject, type JsonObject, listOf, numberOf, objectOf, without } from "../../../../lib/index.ts";
import type { ResourceType } from "./resource-type.ts";

type Conversion = Partial<Pick<ResourceType, "table">> & Pick<ResourceType, "toStored" | "fromStored">;

const same: Conversion = { toStored: (object) => object, fromStored: (object) => object };

/** Resources that the API serves in two versions: one is stored, the other converted. */
export function conversionOf(apiVersion: string, resource: string): Conversion {
  if (resource === "events" && apiVersion === "events.k8s.io/v1") {
    return { table: "events", toStored: eventToCore, fromStored: eventFromCore };
  }
  if (resource === "horizontalpodautoscalers" && apiVersion === "autoscaling/v1") {
    return { toStored: autoscalerToV2, fromStored: autoscalerFromV2 };
  }
  return same;
}

const renamed = (object: JsonObject, names: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [names[name] ?? name, value]));

const coreNames = {
  regarding: "involvedObject",
  note: "message",
  reportingController: "reportingComponent",
  deprecatedSource: "source",
  deprecatedFirstTimestamp: "firstTimestamp",
  deprecatedLastTimestamp: "lastTimestamp",
  deprecatedCount: "count",
};

function eventToCore(event: JsonObject): JsonObject {
  return { ...renamed(event, coreNames), apiVersion: "v1" };
}

function eventFromCore(event: JsonObject): JsonObject {
  const names = Object.fromEntries(Object.entries(coreNames).map(([name, core]) => [core, name]));
  return { ...renamed(event, names), apiVersion: "events.k8s.io/v1" };
}

const cpuTarget = "targetCPUUtilizationPercentage";

function autoscalerToV2(autoscaler: JsonObject): JsonObject {
  const spec = objectOf(autoscaler.spec);
  const target = numberOf(spec[cpuTarget]);
  const metrics =
    target === undefined
      ? undefined
      : [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: target } } }];
  return {
    ...autoscaler,
    apiVersion: "autoscaling/v2",
    spec: { ...without(spec, cpuTarget), ...(metrics === undefined ? {} : { metrics }) },
    ...(isObject(autoscaler.status) ? { status: without(autoscaler.status, "currentCPUUtilizationPercentage") } : {}),
  };
}

function autoscalerFromV2(autoscaler: JsonObject): JsonObject {
  const spec = objectOf(autoscaler.spec);
  const cpu = listOf(spec.metrics)
    .map((metric) => objectOf(objectOf(metric).resource))
    .find(({ name }) => name === "cpu");
  const target = numberOf(objectOf(cpu?.target).averageUtilization);
  return {
    ...autoscaler,
    apiVersion: "autoscaling/v1",
    spec: { ...without(spec, "metrics", "behavior"), ...(target === undefined ? {} : { [cpuTarget]: target }) },
    ...(isObject(autoscaler.status)
      ? { status: { currentReplicas: 0, ...without(autoscaler.status, "conditions", "currentMetrics") } }
      : {}),
  };
}
