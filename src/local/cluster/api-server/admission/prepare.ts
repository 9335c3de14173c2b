import {
  copyJson,
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsIn,
  sameJson,
  stringOf,
} from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { type ApiProblem, forbidden } from "../problem/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { freeAddress, freeNodePorts } from "./allocation.ts";
import { templateGeneration } from "./defaults.ts";
import { fill, within } from "./fill.ts";

/** Sets, in place, what only the server can know of a new object: addresses, ports, generated labels. */
export function prepareNew({ group, kind }: ResourceType, object: JsonObject, store: ObjectStore): void {
  switch (`${group}/${kind}`) {
    case "/Service":
      allocateAddress(object, store);
      return;
    case "/Namespace":
      fill(within(object, "spec"), { finalizers: ["kubernetes"] });
      return;
    case "/Pod":
      admitPod(object, store);
      return;
    case "batch/Job":
      labelJob(object);
      return;
    case "/PersistentVolume":
      protect(object, protections.volume);
      fill(within(object, "status"), { lastPhaseTransitionTime: objectOf(object.metadata).creationTimestamp });
      return;
    case "/PersistentVolumeClaim":
      protect(object, protections.claim);
      chooseStorageClass(object, store);
      return;
    case "networking.k8s.io/Ingress":
      chooseIngressClass(object, store);
      return;
    default:
  }
}

/** As {@link prepareNew} for an object that replaces another: what was given before stays. */
export function prepareReplacement(
  { group, kind }: ResourceType,
  object: JsonObject,
  before: JsonObject,
  store: ObjectStore,
): void {
  if (group === "apps" && kind === "DaemonSet") countTemplate(object, before);
  if (group !== "" || kind !== "Service") return;
  const spec = within(object, "spec");
  const old = objectOf(before.spec);
  if (spec.type !== "ExternalName" && old.type !== "ExternalName") {
    for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"]) {
      const isUnset = spec[name] === undefined || spec[name] === "";
      if (isUnset && old[name] !== undefined) spec[name] = copyJson(old[name]);
    }
  }
  if (spec.clusterIP !== old.clusterIP && sameJson(spec.clusterIPs, old.clusterIPs)) spec.clusterIPs = [spec.clusterIP];
  dropOfOtherType(spec, old);
  const ports = objectsIn(old.ports);
  for (const port of objectsIn(spec.ports)) {
    const same = ports.find((other) => other.port === port.port && other.protocol === port.protocol);
    if (exposesNodePorts(spec) && same?.nodePort !== undefined) fill(port, { nodePort: same.nodePort });
  }
  allocateAddress(object, store);
}

function countTemplate(object: JsonObject, before: JsonObject): void {
  const annotationsOf = (one: JsonObject): JsonObject => objectOf(objectOf(one.metadata).annotations);
  const count = Number(annotationsOf(before)[templateGeneration] ?? "1");
  const isSame = sameJson(objectOf(object.spec).template, objectOf(before.spec).template);
  within(within(object, "metadata"), "annotations")[templateGeneration] = String(isSame ? count : count + 1);
}

/** What only the old type of a service has goes with it, unless the client changed it as well. */
function dropOfOtherType(spec: JsonObject, old: JsonObject): void {
  if (spec.type === old.type) return;
  const drop = (name: string): void => {
    if (sameJson(spec[name], old[name])) delete spec[name];
  };
  if (spec.type !== "LoadBalancer") drop("allocateLoadBalancerNodePorts");
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") return;
  drop("externalTrafficPolicy");
  drop("healthCheckNodePort");
  const before = objectsIn(old.ports).map(({ nodePort }) => nodePort);
  for (const port of objectsIn(spec.ports)) if (before.includes(port.nodePort)) delete port.nodePort;
}

function exposesNodePorts(spec: JsonObject): boolean {
  return spec.type === "NodePort" || (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
}

function allocateAddress(service: JsonObject, store: ObjectStore): void {
  const spec = within(service, "spec");
  if (spec.type === "ExternalName") return;
  if (spec.clusterIP === undefined || spec.clusterIP === "") {
    spec.clusterIP = listOf(spec.clusterIPs)[0] ?? freeAddress(store);
  }
  fill(spec, { clusterIPs: [spec.clusterIP] });
  const anyFamily = spec.clusterIP === "None" && Object.keys(objectOf(spec.selector)).length === 0;
  fill(
    spec,
    anyFamily
      ? { ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "RequireDualStack" }
      : { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" },
  );
  if (!exposesNodePorts(spec)) return;
  const wanted = new Set(objectsIn(spec.ports).map(({ nodePort }) => nodePort));
  const free = freeNodePorts(store);
  for (const port of objectsIn(spec.ports)) {
    if (port.nodePort !== undefined && port.nodePort !== 0) continue;
    let next = free.next();
    while (next.done !== true && wanted.has(next.value)) next = free.next();
    if (next.done !== true) port.nodePort = next.value;
  }
}

const tolerated = (key: string): JsonObject => ({
  key,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
});
const awayNodes = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

function admitPod(pod: JsonObject, store: ObjectStore): void {
  const spec = within(pod, "spec");
  const { namespace, name } = objectOf(pod.metadata);
  fill(spec, { serviceAccountName: "default" });
  fill(spec, { serviceAccount: spec.serviceAccountName });
  const account = stringOf(spec.serviceAccountName) ?? "";
  const of = { group: "", resource: "pods" };
  if (store.get("serviceaccounts", stringOf(namespace) ?? "", account) === undefined) {
    throw forbidden(
      of,
      stringOf(name) ?? "",
      `error looking up service account ${String(namespace)}/${account}: serviceaccount "${account}" not found`,
    );
  }
  const tolerations = objectsIn(spec.tolerations);
  const added = awayNodes.filter((key) => !tolerations.some((other) => other.key === key || other.key === undefined));
  if (added.length > 0) spec.tolerations = [...listOf(spec.tolerations), ...added.map(tolerated)];
  prioritize(spec, stringOf(name) ?? "", store);
  const status = within(pod, "status");
  if (status.qosClass !== undefined) status.qosClass = qualityOf(spec);
}

function prioritize(spec: JsonObject, name: string, store: ObjectStore): void {
  const wanted = stringOf(spec.priorityClassName);
  const found = store.get("priorityclasses.scheduling.k8s.io", "", wanted ?? "");
  if (wanted !== undefined && found === undefined) {
    throw forbidden({ group: "", resource: "pods" }, name, `no PriorityClass with name ${wanted} was found`);
  }
  const computed = {
    priority: numberOf(found?.value) ?? 0,
    preemptionPolicy: stringOf(found?.preemptionPolicy) ?? "PreemptLowerPriority",
  };
  fill(spec, computed);
  const refused = (what: string, value: unknown, own: unknown): ApiProblem =>
    forbidden(
      { group: "", resource: "pods" },
      name,
      `the ${what} (${String(value)}) must not be provided in pod spec; priority admission controller computed ${String(own)} from the given PriorityClass name`,
    );
  if (spec.preemptionPolicy !== computed.preemptionPolicy) {
    throw refused("string value of PreemptionPolicy", spec.preemptionPolicy, computed.preemptionPolicy);
  }
  if (spec.priority !== computed.priority) {
    throw refused("integer value of priority", spec.priority, computed.priority);
  }
}

/** The class by which a node chooses what to evict first. */
function qualityOf(spec: JsonObject): string {
  const resources = [...objectsIn(spec.containers), ...objectsIn(spec.initContainers)].map((one) =>
    objectOf(one.resources),
  );
  const some = resources.some(({ requests, limits }) => isObject(requests) || isObject(limits));
  if (!some) return "BestEffort";
  const full = resources.every(({ requests, limits }) =>
    ["cpu", "memory"].every((name) => {
      const limit = objectOf(limits)[name];
      return limit !== undefined && (objectOf(requests)[name] ?? limit) === limit;
    }),
  );
  return full ? "Guaranteed" : "Burstable";
}

/** A Job selects its pods by its own uid, which no client can know before. */
function labelJob(job: JsonObject): void {
  const spec = within(job, "spec");
  if (spec.manualSelector === true) return;
  const { uid, name } = objectOf(job.metadata);
  const labels = within(within(within(spec, "template"), "metadata"), "labels");
  labels["batch.kubernetes.io/controller-uid"] = uid;
  labels["batch.kubernetes.io/job-name"] = name;
  labels["controller-uid"] = uid;
  labels["job-name"] = name;
  within(within(spec, "selector"), "matchLabels")["batch.kubernetes.io/controller-uid"] = uid;
  fill(within(job, "metadata"), { labels });
}

const legacyIngressClass = "kubernetes.io/ingress.class";

function chooseIngressClass(ingress: JsonObject, store: ObjectStore): void {
  const spec = within(ingress, "spec");
  const { annotations } = objectOf(ingress.metadata);
  if (spec.ingressClassName !== undefined || objectOf(annotations)[legacyIngressClass] !== undefined) return;
  const chosen = defaultOf(store, "ingressclasses.networking.k8s.io", "ingressclass.kubernetes.io/is-default-class");
  if (chosen !== undefined) spec.ingressClassName = chosen;
}

/** By these, volumes and claims are kept as long as they are in use, which a cluster's controllers say. */
export const protections = { volume: "kubernetes.io/pv-protection", claim: "kubernetes.io/pvc-protection" } as const;

function protect(object: JsonObject, finalizer: string): void {
  const metadata = within(object, "metadata");
  const finalizers = listOf(metadata.finalizers);
  if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
}

const defaultClass = "storageclass.kubernetes.io/is-default-class";

function chooseStorageClass(claim: JsonObject, store: ObjectStore): void {
  const spec = within(claim, "spec");
  if (spec.storageClassName !== undefined) return;
  const chosen = defaultOf(store, "storageclasses.storage.k8s.io", defaultClass);
  if (chosen !== undefined) spec.storageClassName = chosen;
}

/** Name of the class that an annotation marks as the one for objects that name none. */
function defaultOf(store: ObjectStore, table: string, annotation: string): unknown {
  return store
    .list(table)
    .map(([, one]) => objectOf(one.metadata))
    .find(({ annotations }) => objectOf(annotations)[annotation] === "true")?.name;
}
