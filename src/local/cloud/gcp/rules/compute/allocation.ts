import { formatAddress, parseAddress, parseCidr, stableDigits, valuesAt } from "../../values/index.ts";
import type { World } from "../type-rules.ts";

/**
 * Simulated external addresses come from RFC 2544's benchmarking range, which is not routed, so that no program ever
 * reaches a real machine by mistake.
 */
const EXTERNAL_RANGE = "198.18.0.0/15";

/** Internal addresses of resources whose subnetwork the store does not have come from this range. */
const FALLBACK_RANGE = "10.128.0.0/20";

/** By type: the properties that hold a resource's addresses. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  "gcp:compute/address:Address": ["address"],
  "gcp:compute/globalAddress:GlobalAddress": ["address"],
  "gcp:compute/forwardingRule:ForwardingRule": ["ipAddress"],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": ["ipAddress"],
  "gcp:compute/instance:Instance": ["networkInterfaces[].networkIp", "networkInterfaces[].accessConfigs[].natIp"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["publicIpAddress", "privateIpAddress"],
};

const KEEPERS: ReadonlySet<string> = new Set([
  "gcp:compute/address:Address",
  "gcp:compute/globalAddress:GlobalAddress",
]);

/** A free external address. The search starts at a hash of `owner`, so that a resource that is made again usually gets the same one. */
export function externalAddress(owner: string, world: World, alsoTaken: readonly string[] = []): string {
  return freeAddress(EXTERNAL_RANGE, owner, takenAddresses(world, alsoTaken));
}

/** The lowest free address of a subnetwork, past the four that GCP keeps for itself. */
export function internalAddress(
  range: string | undefined,
  owner: string,
  world: World,
  alsoTaken: readonly string[] = [],
): string {
  const taken = takenAddresses(world, alsoTaken);
  const parsed = parseCidr(range ?? "");
  if (parsed === undefined) return freeAddress(FALLBACK_RANGE, owner, taken);
  for (let offset = 2; offset < parsed.size - 2; offset++) {
    const address = formatAddress(parsed.start + offset);
    if (!taken.has(address)) return address;
  }
  return formatAddress(parsed.start + 2);
}

/** What holds an address beside the resource that keeps it: a machine, a forwarding rule or a database. */
export function holderOf(address: string, world: World): string | undefined {
  const holders = Object.entries(ADDRESSES).filter(([type]) => !KEEPERS.has(type));
  for (const [type, patterns] of holders) {
    const found = world
      .ofType(type)
      .find(({ properties }) =>
        patterns.some((pattern) => valuesAt(properties, pattern).some(({ value }) => value === address)),
      );
    if (found) return found.id;
  }
  return undefined;
}

function freeAddress(range: string, owner: string, taken: ReadonlySet<string>): string {
  const { start, size } = parseCidr(range) ?? { start: 0, size: 1 };
  const first = Number(stableDigits(owner, 12)) % size;
  for (let tried = 0; tried < size; tried++) {
    const address = formatAddress(start + ((first + tried) % size));
    if (!taken.has(address) && !/\.(0|255)$/.test(address)) return address;
  }
  return formatAddress(start + first);
}

function takenAddresses(world: World, alsoTaken: readonly string[]): ReadonlySet<string> {
  const taken = new Set(alsoTaken);
  for (const [type, patterns] of Object.entries(ADDRESSES)) {
    for (const { properties } of world.ofType(type)) {
      for (const { value } of patterns.flatMap((pattern) => valuesAt(properties, pattern))) {
        if (typeof value === "string" && parseAddress(value) !== undefined) taken.add(value);
      }
    }
  }
  return taken;
}
