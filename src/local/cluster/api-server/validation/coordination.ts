import { type JsonObject, numberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";
import { notNegative } from "./values.ts";

/** What is wrong with a Lease. */
export function leaseFaults(spec: JsonObject): readonly StatusCause[] {
  const seconds = numberOf(spec.leaseDurationSeconds);
  return [
    ...(seconds !== undefined && seconds <= 0
      ? [invalidValue("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
      : []),
    ...notNegative("spec.leaseTransitions", spec.leaseTransitions),
  ];
}

/** What is wrong with an Event: it is in the namespace of its object, or in `default` for an object that is in none. */
export function eventFaults(_: JsonObject, event: JsonObject): readonly StatusCause[] {
  const { namespace } = objectOf(event.metadata);
  const about = stringOf(objectOf(event.involvedObject).namespace) ?? "";
  const field = "involvedObject.namespace";
  if (about === "") {
    return namespace === "default" || namespace === "kube-system"
      ? []
      : [invalidValue(field, about, "does not match event.namespace")];
  }
  return about === namespace ? [] : [invalidValue(field, about, "does not match event.namespace")];
}

const mostOfUsers = 1_000_000_000;
const ofSystem = new Set(["system-node-critical", "system-cluster-critical"]);

/** What is wrong with a PriorityClass: the system keeps the highest values and some names. */
export function priorityClassFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const name = stringOf(objectOf(object.metadata).name) ?? "";
  if (ofSystem.has(name)) return [];
  if (name.startsWith("system-")) {
    const why = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
    return [forbiddenField("metadata.name", why)];
  }
  return (numberOf(object.value) ?? 0) > mostOfUsers
    ? [forbiddenField("value", `maximum allowed value of a user defined priority is ${mostOfUsers}`)]
    : [];
}

/** A history without what it is of. */
export function revisionFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const revision = numberOf(object.revision) ?? 0;
  return [
    ...(object.data === undefined ? [required("data", "data is mandatory")] : []),
    ...(revision < 0 ? [invalidValue("revision", revision, "must be greater than or equal to 0")] : []),
  ];
}
