import { isObject, type JsonObject, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required, unsupported } from "./causes.ts";
import { configKeyFaults, namedFaults, nameFaults, qualifiedNameFaults } from "./names.ts";
import { nanosOf } from "./values.ts";

const oneAtMost = "may not have more than one field specified at a time";
const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"] as const;

/** Fields of a pod that one variable can hold. */
const tellable = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
/** Fields that the API can name, although not all of them can be told. */
const known = new Set([
  ...tellable,
  "metadata.labels",
  "metadata.annotations",
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.phase",
]);
/** Fields of a pod that a file can hold. */
export const tellableInFiles = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];
const containerResources = ["cpu", "ephemeral-storage", "memory"];
const tellableResources = ["limits", "requests"].flatMap((of) => containerResources.map((name) => `${of}.${name}`));

/** What is wrong with a container's variables. */
export function environmentFaults(container: JsonObject, path: string): readonly StatusCause[] {
  return [
    ...objectsIn(container.env).flatMap((variable, index) => variableFaults(variable, `${path}.env[${index}]`)),
    ...objectsIn(container.envFrom).flatMap((from, index) => fromFaults(from, `${path}.envFrom`, index)),
  ];
}

function variableFaults(variable: JsonObject, field: string): readonly StatusCause[] {
  const name = stringOf(variable.name) ?? "";
  const causes: StatusCause[] =
    name === "" ? [required(`${field}.name`)] : [...variableNameFaults(`${field}.name`, name)];
  if (!isObject(variable.valueFrom)) return causes;
  return [...causes, ...valueFromFaults(variable.valueFrom, `${field}.valueFrom`, stringOf(variable.value) ?? "")];
}

function variableNameFaults(field: string, name: string): readonly StatusCause[] {
  return /^[ -<>-~]+$/.test(name)
    ? []
    : [
        invalidValue(
          field,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      ];
}

function valueFromFaults(from: JsonObject, field: string, value: string): readonly StatusCause[] {
  const given = sources.filter((name) => isObject(from[name]));
  const causes = given.flatMap((name) => sourceFaults(name, objectOf(from[name]), `${field}.${name}`));
  if (value !== "") {
    return given.length === 0
      ? causes
      : [...causes, invalidValue(field, "", "may not be specified when `value` is not empty")];
  }
  if (given.length > 1) return [...causes, invalidValue(field, "", oneAtMost)];
  if (given.length > 0) return causes;
  return [
    invalidValue(field, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"),
  ];
}

function sourceFaults(name: (typeof sources)[number], source: JsonObject, field: string): readonly StatusCause[] {
  if (name === "fieldRef") return fieldRefFaults(source, field, tellable);
  if (name === "resourceFieldRef") return resourceRefFaults(source, field);
  const key = stringOf(source.key) ?? "";
  return [
    ...nameFaults(`${field}.name`, stringOf(source.name) ?? "", "subdomain"),
    ...(key === "" ? [required(`${field}.key`)] : configKeyFaults(`${field}.key`, key)),
  ];
}

/** Checks a reference to a field of the pod. */
export function fieldRefFaults(ref: JsonObject, field: string, allowed: readonly string[]): readonly StatusCause[] {
  const path = stringOf(ref.fieldPath) ?? "";
  if (path === "") return [required(`${field}.fieldPath`)];
  const where = `${field}.fieldPath`;
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path);
  if (subscript !== null) {
    const key = subscript[2] ?? "";
    return qualifiedNameFaults(where, subscript[1] === "metadata.annotations" ? key.toLowerCase() : key);
  }
  if (!known.has(path)) {
    return [invalidValue(where, path, `error converting fieldPath: field label not supported: ${path}`)];
  }
  return allowed.includes(path) ? [] : [unsupported(where, path, allowed)];
}

/** Checks a reference to what a container may use. */
export function resourceRefFaults(ref: JsonObject, field: string, needsContainer = false): readonly StatusCause[] {
  const resource = stringOf(ref.resource) ?? "";
  if (needsContainer && (stringOf(ref.containerName) ?? "") === "") return [required(`${field}.containerName`)];
  if (resource === "") return [required(`${field}.resource`)];
  const isHuge = /^(?:limits|requests)\.hugepages-/.test(resource);
  if (!tellableResources.includes(resource) && !isHuge) {
    return [unsupported(`${field}.resource`, resource, tellableResources)];
  }
  return divisorFaults(ref, resource, `${field}.divisor`);
}

const billion = 1_000_000_000n;
const divisors: Readonly<Record<string, { readonly shown: string; readonly allowed: readonly bigint[] }>> = {
  cpu: { shown: "1m and 1", allowed: [billion / 1000n, billion] },
};
const sizes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

function divisorFaults(ref: JsonObject, resource: string, field: string): readonly StatusCause[] {
  const divisor = nanosOf(ref.divisor);
  if (divisor === undefined || divisor === 0n) return [];
  const name = resource.slice(resource.indexOf(".") + 1);
  const allowed = divisors[name]?.allowed ?? sizes.map((size) => nanosOf(size) ?? 0n);
  if (allowed.includes(divisor)) return [];
  const shown = divisors[name]?.shown ?? sizes.join(", ");
  return [invalidValue(field, resource, `only divisor's values ${shown} are supported with the ${name} resource`)];
}

function fromFaults(from: JsonObject, list: string, index: number): readonly StatusCause[] {
  const field = `${list}[${index}]`;
  const prefix = stringOf(from.prefix) ?? "";
  const given = ["configMapRef", "secretRef"].filter((name) => isObject(from[name]));
  const causes = [
    ...(prefix === "" ? [] : variableNameFaults(`${field}.prefix`, prefix)),
    ...given.flatMap((name) => namedFaults(`${field}.${name}.name`, objectOf(from[name]).name, "subdomain")),
  ];
  // The server names the list here, not its item.
  if (given.length === 0)
    return [...causes, invalidValue(list, "", "must specify one of: `configMapRef` or `secretRef`")];
  return given.length > 1 ? [...causes, invalidValue(list, "", oneAtMost)] : causes;
}
