import { type JsonObject, listOf, numberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { type Labels, labelSelectorOf } from "../selectors/index.ts";
import { duplicate, invalidValue, required, unsupported } from "./causes.ts";
import { definitionFaults } from "./definition-rules.ts";
import { objectsIn } from "./fill.ts";
import { labelFaults } from "./metadata-rules.ts";
import { podSpecFaults, portFaults } from "./pod-rules.ts";
import { webhookFaults } from "./webhook-rules.ts";

type Rule = (spec: JsonObject, object: JsonObject) => readonly StatusCause[];

const rules: Readonly<Record<string, Rule>> = {
  "/Pod": (spec) => podSpecFaults(spec, "spec"),
  "/PodTemplate": (_, object) => podSpecFaults(objectOf(objectOf(object.template).spec), "template.spec"),
  "/Service": serviceFaults,
  "/ConfigMap": configMapFaults,
  "/Secret": (_, object) => [...keyFaults("data", object.data), ...sizeFaults("data", bytesOf(object.data))],
  "/PersistentVolumeClaim": claimFaults,
  "apps/Deployment": workloadFaults,
  "apps/ReplicaSet": workloadFaults,
  "apps/StatefulSet": workloadFaults,
  "apps/DaemonSet": workloadFaults,
  "batch/Job": (spec) => jobFaults(spec, "spec"),
  "batch/CronJob": cronJobFaults,
  "autoscaling/HorizontalPodAutoscaler": autoscalerFaults,
  "networking.k8s.io/Ingress": ingressFaults,
  "rbac.authorization.k8s.io/Role": ruleFaults,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionFaults,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": (_, object) => webhookFaults(object),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": (_, object) => webhookFaults(object),
};

/** What is wrong with an object beyond the shape of its type. */
export function kindFaults({ group, kind }: ResourceType, object: JsonObject): readonly StatusCause[] {
  return rules[`${group}/${kind}`]?.(objectOf(object.spec), object) ?? [];
}

function workloadFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const causes: StatusCause[] = [...notNegative("spec.replicas", spec.replicas)];
  const template = objectOf(spec.template);
  const labels = objectOf(objectOf(template.metadata).labels);
  const selector = objectOf(spec.selector);
  if (spec.selector === undefined) {
    const shown = objectOf(template.metadata).labels ?? null;
    causes.push(
      required("spec.selector"),
      invalidValue("spec.template.metadata.labels", shown, "`selector` does not match template `labels`"),
    );
  } else if (
    listOf(selector.matchExpressions).length === 0 &&
    Object.keys(objectOf(selector.matchLabels)).length === 0
  ) {
    causes.push(
      invalidValue("spec.selector", selector, `empty selector is invalid for ${String(object.kind).toLowerCase()}`),
    );
  } else if (!labelSelectorOf(selector)(labels as Labels)) {
    causes.push(invalidValue("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"));
  }
  causes.push(
    ...labelFaults("spec.template.labels", labels),
    ...podSpecFaults(objectOf(template.spec), "spec.template.spec", claimNames(spec)),
  );
  const policy = objectOf(template.spec).restartPolicy;
  if (policy !== "Always") causes.push(unsupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  return causes;
}

function claimNames(spec: JsonObject): readonly unknown[] {
  return objectsIn(spec.volumeClaimTemplates).map((claim) => objectOf(claim.metadata).name);
}

function jobFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const template = objectOf(objectOf(spec.template).spec);
  const causes = [
    ...["parallelism", "completions", "backoffLimit"].flatMap((name) => notNegative(`${path}.${name}`, spec[name])),
    ...podSpecFaults(template, `${path}.template.spec`),
  ];
  const policy = template.restartPolicy;
  if (policy === "Always") {
    causes.push(required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  }
  return causes;
}

function cronJobFaults(spec: JsonObject): readonly StatusCause[] {
  const schedule = stringOf(spec.schedule) ?? "";
  const causes = [...jobFaults(objectOf(objectOf(spec.jobTemplate).spec), "spec.jobTemplate.spec")];
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (schedule !== "" && !schedule.startsWith("@") && parts.length !== 5) {
    causes.unshift(
      invalidValue("spec.schedule", schedule, `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`),
    );
  }
  return causes;
}

function serviceFaults(spec: JsonObject): readonly StatusCause[] {
  const ports = objectsIn(spec.ports);
  const causes: StatusCause[] = [];
  const external = spec.type === "ExternalName";
  if (ports.length === 0 && !external && spec.clusterIP !== "None") causes.push(required("spec.ports"));
  if (external && (stringOf(spec.externalName) ?? "") === "") causes.push(required("spec.externalName"));
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const field = `spec.ports[${index}]`;
    const name = stringOf(port.name) ?? "";
    if (ports.length > 1 && name === "") causes.push(required(`${field}.name`));
    if (name !== "" && names.has(name)) causes.push(duplicate(`${field}.name`, name));
    names.add(name);
    causes.push(...portFaults(`${field}.port`, port.port));
    if (typeof port.targetPort === "number") causes.push(...portFaults(`${field}.targetPort`, port.targetPort));
    const number = `${String(port.port)}/${String(port.protocol)}`;
    if (numbers.has(number)) causes.push(duplicate(field, { port: port.port, protocol: port.protocol }));
    numbers.add(number);
  }
  return [...causes, ...labelFaults("spec.selector", spec.selector)];
}

function configMapFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const [data, binaryData] = [objectOf(object.data), objectOf(object.binaryData)];
  const size = Object.values(data).reduce((sum: number, text) => sum + Buffer.byteLength(String(text)), 0);
  return [
    ...keyFaults("data", data),
    ...Object.keys(data)
      .filter((key) => Object.hasOwn(binaryData, key))
      .map((key) => invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData")),
    ...keyFaults("binaryData", binaryData),
    // The server names no field either.
    ...sizeFaults("[]", size + bytesOf(binaryData)),
  ];
}

/** How many bytes base64 texts stand for. */
function bytesOf(data: unknown): number {
  return Object.values(objectOf(data)).reduce(
    (sum: number, text) => sum + Buffer.byteLength(String(text), "base64"),
    0,
  );
}

function sizeFaults(field: string, bytes: number): readonly StatusCause[] {
  const most = 1024 * 1024;
  if (bytes <= most) return [];
  return [{ reason: "FieldValueTooLong", message: `Too long: may not be more than ${most} bytes`, field }];
}

function keyFaults(field: string, data: unknown): readonly StatusCause[] {
  return Object.keys(objectOf(data))
    .filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key) || key === "." || key === "..")
    .map((key) =>
      invalidValue(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}

function claimFaults(spec: JsonObject): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (listOf(spec.accessModes).length === 0) {
    causes.push(required("spec.accessModes", "at least 1 access mode is required"));
  }
  if (objectOf(objectOf(spec.resources).requests).storage === undefined) {
    causes.push(required("spec.resources[storage]"));
  }
  return causes;
}

function autoscalerFaults(spec: JsonObject): readonly StatusCause[] {
  const most = numberOf(spec.maxReplicas) ?? 0;
  const least = numberOf(spec.minReplicas) ?? 1;
  if (most < 1) return [invalidValue("spec.maxReplicas", most, "must be greater than 0")];
  if (least < 1) return [invalidValue("spec.minReplicas", least, "must be greater than or equal to 1")];
  return most < least ? [invalidValue("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")] : [];
}

function ingressFaults(spec: JsonObject): readonly StatusCause[] {
  const rules = objectsIn(spec.rules);
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    return [invalidValue("spec", [], "either `defaultBackend` or `rules` must be specified")];
  }
  return rules.flatMap((rule, ruleIndex) =>
    objectsIn(objectOf(rule.http).paths).flatMap((one, index) => {
      const field = `spec.rules[${ruleIndex}].http.paths[${index}]`;
      const causes: StatusCause[] = [];
      if (one.pathType === undefined) causes.push(required(`${field}.pathType`, "pathType must be specified"));
      if ((one.pathType === "Exact" || one.pathType === "Prefix") && stringOf(one.path)?.startsWith("/") !== true) {
        causes.push(invalidValue(`${field}.path`, one.path ?? "", "must be an absolute path"));
      }
      return causes;
    }),
  );
}

function ruleFaults(_: JsonObject, role: JsonObject): readonly StatusCause[] {
  return objectsIn(role.rules).flatMap((rule, index) => [
    ...(listOf(rule.verbs).length === 0
      ? [required(`rules[${index}].verbs`, "verbs must contain at least one value")]
      : []),
    ...(listOf(rule.resources).length === 0
      ? [required(`rules[${index}].resources`, "resource rules must supply at least one resource")]
      : []),
  ]);
}

function notNegative(field: string, value: unknown): readonly StatusCause[] {
  return typeof value === "number" && value < 0
    ? [invalidValue(field, value, "must be greater than or equal to 0")]
    : [];
}
