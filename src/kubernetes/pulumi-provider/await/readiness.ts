import { at, type JsonObject, listAt, memberOf, objectAt, sameJson, textAt } from "../../../lib/index.ts";
import { parseApiVersion } from "../resource-type.ts";
import {
  conditionOf,
  failed,
  isTrue,
  type Readiness,
  type ReadinessRule,
  type Related,
  ready,
  waiting,
} from "./verdict.ts";
import {
  daemonSetReadiness,
  deploymentReadiness,
  jobReadiness,
  podReadiness,
  statefulSetReadiness,
} from "./workload-rules.ts";

/** What an object of a kind has to show before it counts as ready. Kinds without a rule are ready once they exist. */
const rules: Readonly<Record<string, ReadinessRule>> = {
  "apps/Deployment": deploymentReadiness,
  "apps/StatefulSet": statefulSetReadiness,
  "apps/DaemonSet": daemonSetReadiness,
  "batch/Job": jobReadiness,
  "/Pod": podReadiness,
  "/Service": serviceReadiness,
  "/Namespace": (live) =>
    textAt(live, "status", "phase") === "Terminating" ? failed("the namespace is being deleted") : ready,
  "/PersistentVolume": (live) =>
    ["Available", "Bound"].includes(textAt(live, "status", "phase") ?? "")
      ? ready
      : waiting("the volume is not available"),
  "/PersistentVolumeClaim": claimReadiness,
  "/ResourceQuota": (live) =>
    sameJson(objectAt(live, "spec", "hard"), objectAt(live, "status", "hard"))
      ? ready
      : waiting("its limits are not in force"),
  "/Secret": (live) =>
    textAt(live, "type") === "kubernetes.io/service-account-token" && Object.keys(objectAt(live, "data")).length === 0
      ? waiting("its token has not been issued")
      : ready,
  "networking.k8s.io/Ingress": (live) =>
    listAt(live, "status", "loadBalancer", "ingress").length > 0 ? ready : waiting("it has no address"),
  "apiextensions.k8s.io/CustomResourceDefinition": definitionReadiness,
};

/** Whether `live` is ready: by the program's own `pulumi.com/waitFor` when it has one, otherwise by its kind's rule. */
export function readinessOf(live: JsonObject, related: Related, waitFor?: string): Readiness {
  if (waitFor !== undefined) return customReadiness(live, waitFor);
  return ruleOf(live)?.(live, related) ?? ready;
}

/** Whether there is anything to wait for, so that nothing is watched in vain. */
export function hasRule(live: JsonObject): boolean {
  return ruleOf(live) !== undefined;
}

function ruleOf(live: JsonObject): ReadinessRule | undefined {
  return memberOf(rules, `${parseApiVersion(textAt(live, "apiVersion") ?? "").group}/${textAt(live, "kind") ?? ""}`);
}

function serviceReadiness(live: JsonObject, { endpoints }: Related): Readiness {
  if (textAt(live, "spec", "type") === "ExternalName" || textAt(live, "spec", "clusterIP") === "None") return ready;
  const selects = Object.keys(objectAt(live, "spec", "selector")).length > 0;
  const targets = endpoints.some(
    (entry) => listAt(entry, "subsets").length > 0 || listAt(entry, "endpoints").length > 0,
  );
  if (selects && !targets) {
    return waiting("it targets no pods: they may not be ready, or its selector may not match their labels");
  }
  const balanced =
    textAt(live, "spec", "type") !== "LoadBalancer" || listAt(live, "status", "loadBalancer", "ingress").length > 0;
  return balanced ? ready : waiting("it has no address of a load balancer");
}

function claimReadiness(live: JsonObject, { storageClass }: Related): Readiness {
  const phase = textAt(live, "status", "phase");
  if (phase === "Bound") return ready;
  if (phase === "Lost") return failed("its volume is lost");
  const later = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
  return later && phase === "Pending" ? ready : waiting("no volume is bound to it");
}

function definitionReadiness(live: JsonObject): Readiness {
  const names = conditionOf(live, "NamesAccepted");
  if (textAt(names, "status") === "False") return failed(textAt(names, "message") ?? "its names are taken");
  return isTrue(live, "Established") ? ready : waiting("it is not established");
}

/** `condition=Ready`, `condition=Ready=False`, `jsonpath={.status.phase}=Running`, or a JSON list of such. */
function customReadiness(live: JsonObject, waitFor: string): Readiness {
  for (const expression of expressionsIn(waitFor)) {
    const [how = "", ...rest] = expression.split("=");
    const [subject = "", wanted] = rest;
    if (how === "condition") {
      const status = textAt(conditionOf(live, subject), "status");
      if (status?.toLowerCase() !== (wanted ?? "True").toLowerCase())
        return waiting(`its condition ${subject} is ${status ?? "missing"}`);
    } else if (how === "jsonpath") {
      const value = at(live, ...stepsOf(subject));
      const met = wanted === undefined ? value !== undefined : String(value) === wanted.replace(/^["']|["']$/g, "");
      if (!met) return waiting(`${subject} is ${JSON.stringify(value) ?? "missing"}`);
    } else {
      return failed(`pulumi.com/waitFor has to start with condition= or jsonpath=, unlike ${expression}`);
    }
  }
  return ready;
}

function expressionsIn(waitFor: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(waitFor);
    return Array.isArray(list) ? list.map(String) : [waitFor];
  } catch {
    return [waitFor];
  }
}

function stepsOf(jsonPath: string): readonly (string | number)[] {
  return [...jsonPath.replace(/^\{|\}$/g, "").matchAll(/\[(\d+)\]|\[['"](.+?)['"]\]|([^.[\]]+)/g)].map(
    ([, index, quoted, plain]) => (index === undefined ? (quoted ?? plain ?? "") : Number(index)),
  );
}
