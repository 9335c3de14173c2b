import type { StoredResource } from "../../../store/index.ts";
import { overlaps, parseCidr, sameLink } from "../../values/index.ts";
import type { World } from "../type-rules.ts";

const SUBNETWORK = "gcp:compute/subnetwork:Subnetwork";
/** Networks in auto mode take this block for their subnetworks. */
const AUTO_MODE_RANGE = "10.128.0.0/9";

/** A block of addresses and what has it. */
export interface NamedRange {
  readonly cidr: string;
  readonly owner: string;
}

/** Every range that a subnetwork has: its own and its secondary ones. */
export function rangesOf({ id, properties }: Pick<StoredResource, "id" | "properties">): NamedRange[] {
  const secondary = (properties["secondaryIpRanges"] ?? []) as { rangeName?: string; ipCidrRange?: string }[];
  return [
    { cidr: properties["ipCidrRange"], owner: id },
    ...secondary.map(({ rangeName, ipCidrRange }) => ({ cidr: ipCidrRange, owner: `${rangeName} of ${id}` })),
  ].filter((range): range is NamedRange => typeof range.cidr === "string");
}

/** Every range in use in a network, but those of the subnetwork `except`. */
export function rangesOfNetwork(network: string, world: World, except?: string): NamedRange[] {
  const automatic = world
    .ofType("gcp:compute/network:Network")
    .filter(({ id, properties }) => sameLink(id, network) && properties["autoCreateSubnetworks"] === true)
    .map(({ id }) => ({ cidr: AUTO_MODE_RANGE, owner: `the automatic subnetworks of ${id}` }));
  const own = world
    .ofType(SUBNETWORK)
    .filter(({ id, properties }) => id !== except && sameLink(String(properties["network"]), network))
    .flatMap(rangesOf);
  return [...automatic, ...own];
}

/** The first of `ranges` that overlaps with one of `others`, and that one. */
export function firstOverlap(
  ranges: readonly NamedRange[],
  others: readonly NamedRange[],
): readonly [NamedRange, NamedRange] | undefined {
  for (const range of ranges) {
    const parsed = parseCidr(range.cidr);
    const other =
      parsed && others.find(({ cidr }) => overlaps(parsed, parseCidr(cidr) ?? { start: -1, size: 0, prefix: 32 }));
    if (other !== undefined) return [range, other];
  }
  return undefined;
}

/** Two ranges that keep two networks from being peered. */
export function overlappingPeers(
  network: string | undefined,
  peer: string | undefined,
  world: World,
): readonly [string, string] | undefined {
  if (network === undefined || peer === undefined) return undefined;
  const clash = firstOverlap(rangesOfNetwork(network, world), rangesOfNetwork(peer, world));
  return clash && [`${clash[0].cidr} (${clash[0].owner})`, `${clash[1].cidr} (${clash[1].owner})`];
}
