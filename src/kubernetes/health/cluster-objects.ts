import type { KubernetesObject } from "../client/index.ts";
import { conditionOf, specOf, statusOf, textOf } from "./fields.ts";
import { current, failed, type Health, inProgress } from "./health.ts";

export function service(object: KubernetesObject): Health {
  const spec = specOf(object);
  return spec["type"] === "LoadBalancer" && textOf(spec["clusterIP"]) === ""
    ? inProgress("no cluster address yet")
    : current("ready");
}

export function persistentVolumeClaim(object: KubernetesObject): Health {
  const phase = textOf(statusOf(object)["phase"]);
  return phase === "Bound" ? current("bound") : inProgress(`phase: ${phase || "none yet"}`);
}

export function customResourceDefinition(object: KubernetesObject): Health {
  const names = conditionOf(object, "NamesAccepted");
  if (names?.status === "False") return failed(names.message || "names not accepted");
  const established = conditionOf(object, "Established");
  if (established?.status === "True") return current("established");
  // A definition that is being installed has Established=False for a moment; only this reason stays.
  if (established?.status === "False" && established.reason !== "Installing")
    return failed(established.message || "not established");
  return inProgress("not established yet");
}

/** Its status appears once its controller has looked at it; nothing else waits for that, so no pass has to. */
export const podDisruptionBudget = (): Health => current("exists");
