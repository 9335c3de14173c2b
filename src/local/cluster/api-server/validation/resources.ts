import { type JsonObject, listOf, objectOf, objectsIn, stringOf, textOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, notFoundValue, required } from "./causes.ts";
import { qualifiedNameFaults } from "./names.ts";
import { isWhole, nanosOf } from "./values.ts";

const standard = new Set(["cpu", "memory", "ephemeral-storage"]);

function isHuge(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** What a node hands out by the piece: as much is reserved as may be used. */
function isByThePiece(name: string): boolean {
  return name.includes("/") || isHuge(name);
}

/** What is wrong with what a container asks for. `claimNames` are the pod's own claims of devices. */
export function resourceFaults(
  resources: JsonObject,
  path: string,
  claimNames: readonly unknown[] = [],
): readonly StatusCause[] {
  const limits = objectOf(resources.limits);
  const requests = objectOf(resources.requests);
  const causes: StatusCause[] = [
    ...amountFaults(limits, `${path}.limits`),
    ...amountFaults(requests, `${path}.requests`),
  ];
  for (const [name, value] of Object.entries(requests)) causes.push(...requestFaults(name, value, limits, path));
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHuge) && !names.includes("cpu") && !names.includes("memory")) {
    causes.push(forbiddenField(path, "HugePages require cpu or memory"));
  }
  return [...causes, ...claimFaults(resources, path, claimNames)];
}

function amountFaults(amounts: JsonObject, path: string): readonly StatusCause[] {
  return Object.entries(amounts).flatMap(([name, value]) => {
    const field = `${path}[${name}]`;
    return [...containerResourceNameFaults(field, name), ...amountOfFaults(field, name, value)];
  });
}

function containerResourceNameFaults(field: string, name: string): readonly StatusCause[] {
  const malformed = qualifiedNameFaults(field, name);
  if (malformed.length > 0) return malformed;
  if (name.includes("/") || standard.has(name) || isHuge(name)) return [];
  return [
    invalidValue(field, name, "must be a standard resource type or fully qualified"),
    invalidValue(field, name, "must be a standard resource for containers"),
  ];
}

function amountOfFaults(field: string, name: string, value: unknown): readonly StatusCause[] {
  const nanos = nanosOf(value) ?? 0n;
  const causes: StatusCause[] = [];
  if (nanos < 0n) causes.push(invalidValue(field, value, "must be greater than or equal to 0"));
  if (name.includes("/") && !isWhole(nanos)) causes.push(invalidValue(field, value, "must be an integer"));
  return causes;
}

function requestFaults(name: string, value: unknown, limits: JsonObject, path: string): readonly StatusCause[] {
  const wanted = nanosOf(value);
  const limit = limits[name];
  if (wanted === undefined) return [];
  if (limit === undefined) {
    return isByThePiece(name) ? [required(`${path}.limits`, "Limit must be set for non overcommitable resources")] : [];
  }
  const most = nanosOf(limit) ?? 0n;
  const words = (relation: string): string => `must be ${relation} ${name} limit of ${textOf(limit)}`;
  if (isByThePiece(name)) return wanted === most ? [] : [invalidValue(`${path}.requests`, value, words("equal to"))];
  return wanted <= most ? [] : [invalidValue(`${path}.requests`, value, words("less than or equal to"))];
}

function claimFaults(resources: JsonObject, path: string, claimNames: readonly unknown[]): readonly StatusCause[] {
  const all = claimNames.map(String).join(", ");
  const known = listOf(claimNames).length === 0 ? "which is empty" : `which are: ${all}`;
  return objectsIn(resources.claims).flatMap((claim, index) => {
    const name = stringOf(claim.name) ?? "";
    if (claimNames.includes(name)) return [];
    const { message, ...fault } = notFoundValue(`${path}.claims[${index}]`, name);
    return [{ ...fault, message: `${message}: must be one of the names in pod.spec.resourceClaims ${known}` }];
  });
}
