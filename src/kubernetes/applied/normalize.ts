import { isObject, memberOf } from "../../lib/index.ts";
import { type KubernetesObject } from "../client/index.ts";

/** What the server writes; in Git it is left over from `kubectl get -o yaml`. */
const serverFields = ["resourceVersion", "uid", "generation", "selfLink", "managedFields", "creationTimestamp"];

/**
 * The object as it can be applied again and again with the same result.
 *
 * Without what only the server writes, with a Secret's `stringData` merged into `data` (the server does not keep it, so its
 * owner could never be told), and with the protocol of ports given (it is part of their key in lists).
 */
export function normalized(object: KubernetesObject): KubernetesObject {
  const { status: _, ...rest } = object;
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([key]) => !serverFields.includes(key)));
  const applied = { ...rest, metadata } as unknown as KubernetesObject;
  if (object.apiVersion === "v1" && object.kind === "Secret") return withoutStringData(applied);
  if (object.apiVersion === "v1" && object.kind === "Service") return withPortProtocols(applied);
  return withPodDefaults(applied);
}

function withoutStringData(secret: KubernetesObject): KubernetesObject {
  const { stringData, data, ...rest } = secret;
  if (!isObject(stringData)) return secret;
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString("base64"),
  ]);
  return { ...rest, data: { ...(isObject(data) ? data : {}), ...Object.fromEntries(encoded) } };
}

function withPortProtocols(service: KubernetesObject): KubernetesObject {
  const spec = service["spec"];
  return isObject(spec) && Array.isArray(spec["ports"])
    ? { ...service, spec: { ...spec, ports: spec["ports"].map(withProtocol) } }
    : service;
}

/** Where each kind keeps its Pod's spec. */
const podSpecs: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

function withPodDefaults(object: KubernetesObject): KubernetesObject {
  const path = /^(v1|apps\/v1|batch\/v1)$/.test(object.apiVersion) ? memberOf(podSpecs, object.kind) : undefined;
  if (path === undefined) return object;
  return changedAt(object, path, (pod) => ({ ...pod, ...containerLists(pod) })) as KubernetesObject;
}

function containerLists(pod: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    ["initContainers", "containers"].flatMap((key) => {
      const list = pod[key];
      return Array.isArray(list) ? [[key, list.map(withContainerProtocols)]] : [];
    }),
  );
}

function withContainerProtocols(container: unknown): unknown {
  return isObject(container) && Array.isArray(container["ports"])
    ? { ...container, ports: container["ports"].map(withProtocol) }
    : container;
}

const withProtocol = (port: unknown): unknown =>
  isObject(port) && port["protocol"] === undefined ? { ...port, protocol: "TCP" } : port;

function changedAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  change: (value: Record<string, unknown>) => unknown,
): unknown {
  if (!isObject(value)) return value;
  return step === undefined ? change(value) : { ...value, [step]: changedAt(memberOf(value, step), rest, change) };
}
