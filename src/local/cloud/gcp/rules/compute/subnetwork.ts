import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { contains, formatAddress, isTruncated, parseCidr, stableDigits, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { type Draft, RFC1035, type TypeRules, uses, type World } from "../type-rules.ts";
import { firstOverlap, rangesOf, rangesOfNetwork } from "./subnet-ranges.ts";

const LARGEST_PREFIX = 29;
const SMALLEST_PREFIX = 4;

export const subnetwork: TypeRules = {
  name: RFC1035,
  references: { network: uses("compute/network:Network") },
  replaceOn: ["network", "description", "purpose", "externalIpv6Prefix", "ipv6AccessType"],
  replaceWhen: { ipCidrRange: shrinksOrMoves },
  defaults: {
    purpose: "PRIVATE",
    privateIpGoogleAccess: false,
    privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
    stackType: "IPV4_ONLY",
    secondaryIpRanges: [],
  },
  check: (inputs) => [
    ...rangeFailures("ipCidrRange", inputs["ipCidrRange"]),
    ...secondaryRanges(inputs).flatMap(({ ipCidrRange }, index) =>
      rangeFailures(`secondaryIpRanges[${index}].ipCidrRange`, ipCidrRange),
    ),
    ...overlapWithin(inputs),
  ],
  admit: (draft, world) => {
    const network = textOf(draft.properties["network"]) ?? "";
    const clash = firstOverlap(rangesOf(draft), rangesOfNetwork(network, world, draft.id));
    if (clash === undefined) return;
    const [range, other] = clash;
    const property = range.owner === draft.id ? "ipCidrRange" : "secondaryIpRanges";
    const reason = `${range.cidr} overlaps with ${other.cidr} of ${other.owner}.`;
    throw new InvalidRequest({ id: draft.id, property, reason });
  },
  complete: ({ id, properties }) => {
    const range = parseCidr(textOf(properties["ipCidrRange"]) ?? "");
    return {
      subnetworkId: Number(stableDigits(`${id} subnetworkId`, 15)),
      gatewayAddress: range === undefined ? "" : formatAddress(range.start + 1),
      ipv6CidrRange: "",
      ipv6GceEndpoint: "",
      externalIpv6Prefix: "",
      internalIpv6Prefix: "",
      state: String(properties["purpose"]).endsWith("MANAGED_PROXY") ? "READY" : "",
      ...(properties["logConfig"] !== undefined && {
        logConfig: {
          aggregationInterval: "INTERVAL_5_SEC",
          flowSampling: 0.5,
          metadata: "INCLUDE_ALL_METADATA",
          filterExpr: "true",
          ...(properties["logConfig"] as PropertyMap),
        },
      }),
    };
  },
};

interface SecondaryRange {
  readonly ipCidrRange?: unknown;
}

/** A primary range can grow around itself in place, and nothing else. */
function shrinksOrMoves(before: unknown, after: unknown): boolean {
  const [old, grown] = [parseCidr(String(before)), parseCidr(String(after))];
  if (old === undefined || grown === undefined) return true;
  return grown.prefix > old.prefix || !contains(grown, old.start);
}

function secondaryRanges(inputs: PropertyMap): readonly SecondaryRange[] {
  return (inputs["secondaryIpRanges"] ?? []) as readonly SecondaryRange[];
}

function rangeFailures(property: string, cidr: unknown): CheckFailure[] {
  if (typeof cidr !== "string") return [];
  const range = parseCidr(cidr);
  if (range === undefined) return [{ property, reason: `must be an IPv4 range such as 10.0.0.0/20; it is ${cidr}` }];
  if (!isTruncated(cidr)) {
    return [
      { property, reason: `${cidr} has host bits set; the range is ${formatAddress(range.start)}/${range.prefix}` },
    ];
  }
  if (range.prefix > LARGEST_PREFIX || range.prefix < SMALLEST_PREFIX) {
    return [{ property, reason: `must have a prefix of /${SMALLEST_PREFIX} to /${LARGEST_PREFIX}; it is ${cidr}` }];
  }
  return [];
}

function overlapWithin(inputs: PropertyMap): CheckFailure[] {
  const ranges = rangesOf({ id: "the primary range", properties: inputs });
  for (const [index, range] of ranges.entries()) {
    const clash = firstOverlap([range], ranges.slice(0, index));
    if (clash !== undefined) {
      const reason = `${range.cidr} overlaps with ${clash[1].cidr} of the same subnetwork`;
      return [{ property: `secondaryIpRanges[${index - 1}].ipCidrRange`, reason }];
    }
  }
  return [];
}

/** The subnetwork that a network interface or a forwarding rule stands in, when it can be told. */
export function subnetworkRange(link: string | undefined, world: World, from: Draft): string | undefined {
  if (link === undefined) return undefined;
  return textOf(world.resolve(link, "gcp:compute/subnetwork:Subnetwork", from)?.properties["ipCidrRange"]);
}
