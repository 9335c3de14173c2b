import {
  copyJson,
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  sameJson,
  stringOf,
} from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { forbidden } from "../problem/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { fill, objectsIn, within } from "./fill.ts";

const firstNodePort = 30_000;
const lastNodePort = 32_767;

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
    case "/PersistentVolumeClaim":
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
  if (group !== "" || kind !== "Service") return;
  const spec = within(object, "spec");
  const old = objectOf(before.spec);
  if (spec.type !== "ExternalName" && old.type !== "ExternalName") {
    for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"]) {
      const isUnset = spec[name] === undefined || spec[name] === "";
      if (isUnset && old[name] !== undefined) spec[name] = copyJson(old[name]);
    }
  }
  dropOfOtherType(spec, old);
  const ports = objectsIn(old.ports);
  for (const port of objectsIn(spec.ports)) {
    const same = ports.find((other) => other.port === port.port && other.protocol === port.protocol);
    if (exposesNodePorts(spec) && same?.nodePort !== undefined) fill(port, { nodePort: same.nodePort });
  }
  allocateAddress(object, store);
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
  if (spec.clusterIP === undefined || spec.clusterIP === "") spec.clusterIP = freeAddress(store);
  spec.clusterIPs = [spec.clusterIP];
  const anyFamily = spec.clusterIP === "None" && Object.keys(objectOf(spec.selector)).length === 0;
  fill(
    spec,
    anyFamily
      ? { ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "RequireDualStack" }
      : { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" },
  );
  if (!exposesNodePorts(spec)) return;
  const taken = new Set(servicesOf(store).flatMap((other) => objectsIn(other.ports).map(({ nodePort }) => nodePort)));
  for (const port of objectsIn(spec.ports)) {
    if (port.nodePort !== undefined) continue;
    for (let candidate = firstNodePort; candidate <= lastNodePort; candidate += 1) {
      if (taken.has(candidate)) continue;
      port.nodePort = candidate;
      taken.add(candidate);
      break;
    }
  }
}

/** The lowest free address of 10.96.0.0/16 beside the API server's own, `.0.1`. */
function freeAddress(store: ObjectStore): string {
  const taken = new Set(servicesOf(store).map(({ clusterIP }) => clusterIP));
  for (let host = 2; host < 65_535; host += 1) {
    const address = `10.96.${host >> 8}.${host & 255}`;
    if (!taken.has(address)) return address;
  }
  throw forbidden({ group: "", resource: "services" }, "", "the range of cluster IPs is full");
}

function servicesOf(store: ObjectStore): readonly JsonObject[] {
  return store.list("services").map(([, service]) => objectOf(service.spec));
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
  prioritize(spec, store);
  const status = within(pod, "status");
  if (status.qosClass !== undefined) status.qosClass = qualityOf(spec);
}

function prioritize(spec: JsonObject, store: ObjectStore): void {
  const wanted = stringOf(spec.priorityClassName);
  const found = store.get("priorityclasses.scheduling.k8s.io", "", wanted ?? "");
  if (wanted !== undefined && found === undefined) {
    throw forbidden({ group: "", resource: "pods" }, "", `no PriorityClass with name ${wanted} was found`);
  }
  fill(spec, {
    priority: numberOf(found?.value) ?? 0,
    preemptionPolicy: stringOf(found?.preemptionPolicy) ?? "PreemptLowerPriority",
  });
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
