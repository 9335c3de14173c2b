import { isIPv4 } from "node:net";
import { type JsonObject, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { forbidden, type StatusCause } from "../problem/index.ts";
import type { ObjectStore } from "../store/index.ts";

export const nodePorts = { first: 30_000, last: 32_767 } as const;
/** The cluster's addresses of services: 10.96.0.0/16. */
const prefix = "10.96.";
const range = `${prefix}0.0/16`;

interface Allocation {
  readonly type: ResourceType;
  readonly object: JsonObject;
  readonly before?: JsonObject;
  readonly dryRun: boolean;
}

/** Addresses and ports that a valid Service asks for and cannot have. */
export function allocationFaults(
  { type, object, before, dryRun }: Allocation,
  store: ObjectStore,
): readonly StatusCause[] {
  if (type.group !== "" || type.kind !== "Service") return [];
  const spec = objectOf(object.spec);
  const old = objectOf(before?.spec);
  const { namespace, name } = objectOf(object.metadata);
  const others = servicesOf(store).filter(
    ({ metadata }) => objectOf(metadata).namespace !== namespace || objectOf(metadata).name !== name,
  );
  const address = stringOf(spec.clusterIP) ?? "None";
  const kept = spec.type === "ExternalName" || address === "None" || address === old.clusterIP;
  return [...(kept ? [] : addressFaults(address, others)), ...portFaults(spec, old, others, dryRun)];
}

function addressFaults(address: string, others: readonly JsonObject[]): readonly StatusCause[] {
  const refused = (why: string): readonly StatusCause[] => [
    {
      reason: "FieldValueInvalid",
      message: `Invalid value: ["${address}"]: failed to allocate IP ${address}: ${why}`,
      field: "spec.clusterIPs",
    },
  ];
  if (!isIPv4(address) || !address.startsWith(prefix)) {
    return refused(`the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range}`);
  }
  const taken = others.some(({ spec }) => objectOf(spec).clusterIP === address);
  return taken ? refused("provided IP is already allocated") : [];
}

function portFaults(
  spec: JsonObject,
  old: JsonObject,
  others: readonly JsonObject[],
  dryRun: boolean,
): readonly StatusCause[] {
  const id = (port: JsonObject): string => `${String(port.nodePort)}/${String(port.protocol)}`;
  const own = new Set(objectsIn(old.ports).map(id));
  const taken = new Set(others.flatMap((other) => objectsIn(objectOf(other.spec).ports).map(id)));
  return objectsIn(spec.ports).flatMap((port, index) => {
    const number = numberOf(port.nodePort) ?? 0;
    if (number === 0 || own.has(id(port))) return [];
    const refused = (why: string): readonly StatusCause[] => [
      {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${number}: ${why}`,
        field: `spec.ports[${index}].nodePort`,
      },
    ];
    if (taken.has(id(port))) return refused("provided port is already allocated");
    taken.add(id(port));
    // A dry run takes no port, and the server looks at the range when it takes one.
    if (dryRun || (number >= nodePorts.first && number <= nodePorts.last)) return [];
    return refused(
      `provided port is not in the valid range. The range of valid ports is ${nodePorts.first}-${nodePorts.last}`,
    );
  });
}

/** The lowest free address. */
export function freeAddress(store: ObjectStore): string {
  const taken = new Set(servicesOf(store).map(({ spec }) => objectOf(spec).clusterIP));
  for (let host = 2; host < 65_535; host += 1) {
    const address = `${prefix}${host >> 8}.${host & 255}`;
    if (!taken.has(address)) return address;
  }
  throw forbidden({ group: "", resource: "services" }, "", "the range of cluster IPs is full");
}

/** Ports that no service has on the nodes, lowest first. */
export function* freeNodePorts(store: ObjectStore): Generator<number, void> {
  const taken = new Set(
    servicesOf(store).flatMap(({ spec }) => objectsIn(objectOf(spec).ports).map(({ nodePort }) => nodePort)),
  );
  for (let port: number = nodePorts.first; port <= nodePorts.last; port += 1) if (!taken.has(port)) yield port;
}

function servicesOf(store: ObjectStore): readonly JsonObject[] {
  return store.list("services").map(([, service]) => service);
}
