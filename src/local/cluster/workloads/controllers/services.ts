import { isDeepStrictEqual } from "node:util";
import { type JsonObject, listAt, numberAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  addressFor,
  isLeaving,
  isReady,
  isSettled,
  keyOf,
  labelsOf,
  matches,
  ownerReference,
  parseKey,
  podsWith,
  resources,
  shortHash,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";

/** Services: which pods they reach, and the address of their load balancer. */
export function services(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "services",
    sources: [
      { resource: resources.services, keysOf: (service) => [keyOf(service)] },
      {
        resource: resources.pods,
        keysOf: (pod) =>
          api
            .list(resources.services, pod.metadata.namespace)
            .filter((service) => selects(service, pod))
            .map(keyOf),
      },
    ],
    reconcile: async (key) => {
      const { name, namespace } = parseKey(key);
      const service = api.get(resources.services, name, namespace);
      if (service === undefined) {
        if (isManaged(api.get(resources.endpoints, name, namespace)))
          await api.delete(resources.endpoints, name, namespace);
        return;
      }
      if (isLeaving(service)) return;
      if (hasSelector(service)) await writeEndpoints(context, service);
      await context.setStatus(resources.services, service, {
        ...objectAt(service, "status"),
        loadBalancer: balancerOf(service),
      });
    },
  };
}

const managedBy = "groundwork-local";

async function writeEndpoints(context: ControllerContext, service: KubernetesObject): Promise<void> {
  const { api } = context;
  const { name, namespace = "default", labels = {} } = service.metadata;
  const pods = podsWith(
    api,
    namespace,
    (pod) => selects(service, pod) && !isSettled(pod) && textAt(pod, "status", "podIP") !== undefined,
  );
  const sorted = pods
    .filter((pod) => !isLeaving(pod))
    .toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  const ports = portsOf(service, sorted[0]);

  const addresses = (which: readonly KubernetesObject[]): readonly JsonObject[] =>
    which.map((pod) => ({ ...target(pod), ip: textAt(pod, "status", "podIP") }));
  const [ready, notReady] = [sorted.filter(isReady), sorted.filter((pod) => !isReady(pod))];
  const subset = {
    ...(ready.length === 0 ? {} : { addresses: addresses(ready) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: addresses(notReady) }),
    ...(ports.length === 0 ? {} : { ports }),
  };
  await ensure(context, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name, namespace, labels: { ...labels, "endpoints.kubernetes.io/managed-by": managedBy } },
    ...(sorted.length === 0 ? {} : { subsets: [subset] }),
  });
  await ensure(context, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${shortHash(service.metadata.uid ?? name, 5)}`,
      namespace,
      labels: {
        ...labels,
        "kubernetes.io/service-name": name,
        "endpointslice.kubernetes.io/managed-by": managedBy,
      },
      ownerReferences: [ownerReference(service)],
    },
    addressType: "IPv4",
    endpoints: sorted.map((pod) => ({
      addresses: [textAt(pod, "status", "podIP")],
      conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
      ...target(pod),
    })),
    ports,
  });
}

/** Creates an object, or makes what it says of endpoints right. */
async function ensure({ api }: ControllerContext, wanted: KubernetesObject): Promise<void> {
  const resource = wanted.kind === "Endpoints" ? resources.endpoints : resources.endpointSlices;
  const { name, namespace } = wanted.metadata;
  const found = api.get(resource, name, namespace);
  if (found === undefined) {
    await api.create(wanted);
    return;
  }
  const fields = ["subsets", "endpoints", "ports"] as const;
  if (fields.every((field) => isDeepStrictEqual(found[field] ?? [], wanted[field] ?? []))) return;
  await api.update(resource, name, namespace, (current) => {
    const { subsets: _, ...rest } = current;
    return { ...rest, ...wanted, metadata: current.metadata };
  });
}

function target(pod: KubernetesObject): JsonObject {
  const { name, namespace, uid } = pod.metadata;
  return { nodeName: textAt(pod, "spec", "nodeName"), targetRef: { kind: "Pod", name, namespace, uid } };
}

function portsOf(service: KubernetesObject, pod: KubernetesObject | undefined): readonly JsonObject[] {
  return listAt(service, "spec", "ports").flatMap((port) => {
    const name = textAt(port, "targetPort");
    const number =
      name === undefined ? (numberAt(port, "targetPort") ?? numberAt(port, "port")) : containerPort(pod, name);
    if (number === undefined) return [];
    const own = textAt(port, "name");
    return [{ ...(own === undefined ? {} : { name: own }), port: number, protocol: textAt(port, "protocol") ?? "TCP" }];
  });
}

function containerPort(pod: KubernetesObject | undefined, name: string): number | undefined {
  const ports = listAt(pod, "spec", "containers").flatMap((container) => listAt(container, "ports"));
  return numberAt(
    ports.find((port) => textAt(port, "name") === name),
    "containerPort",
  );
}

/** Addresses of the block that RFC 2544 reserves for benchmarks of networks, which is not routed. */
function balancerOf(service: KubernetesObject): JsonObject {
  if (textAt(service, "spec", "type") !== "LoadBalancer") return {};
  const ip = textAt(service, "spec", "loadBalancerIP") ?? addressFor(service.metadata.uid ?? "", "198.18");
  return { ingress: [{ ip, ipMode: "VIP" }] };
}

function selects(service: KubernetesObject, pod: KubernetesObject): boolean {
  return hasSelector(service) && matches({ matchLabels: objectAt(service, "spec", "selector") }, labelsOf(pod));
}

function hasSelector(service: KubernetesObject): boolean {
  return Object.keys(objectAt(service, "spec", "selector")).length > 0;
}

function isManaged(endpoints: KubernetesObject | undefined): boolean {
  return endpoints?.metadata.labels?.["endpoints.kubernetes.io/managed-by"] === managedBy;
}
