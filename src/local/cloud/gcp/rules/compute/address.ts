import type { StoredResource } from "../../../store/index.ts";
import { formatAddress, overlaps, parseAddress, parseCidr, textOf } from "../../values/index.ts";
import { DeletionRefused, InvalidRequest } from "../errors.ts";
import { type Draft, RFC1035, type TypeRules, uses, type World } from "../type-rules.ts";
import { externalAddress, holderOf, internalAddress } from "./allocation.ts";
import { subnetworkRange } from "./subnetwork.ts";

/** Only labels can change in place; every other change replaces the address. */
const IDENTITY = [
  "address",
  "addressType",
  "description",
  "purpose",
  "networkTier",
  "subnetwork",
  "network",
  "prefixLength",
  "ipVersion",
  "ipv6EndpointType",
  "ipCollection",
];

export const address: TypeRules = {
  name: RFC1035,
  replaceOn: IDENTITY,
  references: { subnetwork: uses("compute/subnetwork:Subnetwork"), network: uses("compute/network:Network") },
  check: ({ address }) => addressFailures(address),
  complete: (draft, world) => {
    const internal = draft.properties["addressType"] === "INTERNAL";
    const range = subnetworkRange(textOf(draft.properties["subnetwork"]), world, draft);
    return {
      address: textOf(draft.properties["address"]) ?? allocated(draft, world, internal, range),
      networkTier: internal ? "" : (textOf(draft.properties["networkTier"]) ?? "PREMIUM"),
      purpose: textOf(draft.properties["purpose"]) ?? (internal ? "GCE_ENDPOINT" : ""),
      prefixLength: draft.properties["prefixLength"] ?? 0,
    };
  },
  admit: refuseTaken,
  guardDelete: refuseInUse,
};

export const globalAddress: TypeRules = {
  name: RFC1035,
  replaceOn: IDENTITY,
  references: { network: uses("compute/network:Network") },
  check: ({ address }) => addressFailures(address),
  complete: (draft, world) => ({
    address: textOf(draft.properties["address"]) ?? globallyAllocated(draft, world),
    prefixLength: draft.properties["prefixLength"] ?? 0,
  }),
  admit: refuseTaken,
  guardDelete: refuseInUse,
};

function allocated(draft: Draft, world: World, internal: boolean, range: string | undefined): string {
  return internal ? internalAddress(range, draft.id, world) : externalAddress(draft.id, world);
}

/** A block for private services access, taken from the top of 10.0.0.0/8 downwards, clear of blocks taken before. */
function globallyAllocated(draft: Draft, world: World): string {
  const prefix = draft.properties["prefixLength"];
  if (draft.properties["addressType"] !== "INTERNAL" || typeof prefix !== "number")
    return externalAddress(draft.id, world);
  const size = 2 ** (32 - prefix);
  const taken = world
    .ofType("gcp:compute/globalAddress:GlobalAddress")
    .map(({ properties }) => parseCidr(`${String(properties["address"])}/${String(properties["prefixLength"])}`));
  const top = (parseAddress("10.255.0.0") ?? 0) + 65_536;
  for (let start = top - size; start >= (parseAddress("10.0.0.0") ?? 0); start -= size) {
    if (!taken.some((range) => range !== undefined && overlaps(range, { start, size, prefix })))
      return formatAddress(start);
  }
  return formatAddress(top - size);
}

function refuseTaken(draft: Draft, world: World): void {
  const wanted = textOf(draft.properties["address"]);
  if (wanted === undefined || draft.previous !== undefined) return;
  const owner = [
    ...world.ofType("gcp:compute/address:Address"),
    ...world.ofType("gcp:compute/globalAddress:GlobalAddress"),
  ].find(
    ({ id, properties }) =>
      id !== draft.id && properties["address"] === wanted && properties["network"] === draft.properties["network"],
  );
  if (owner === undefined) return;
  throw new InvalidRequest({ id: draft.id, property: "address", reason: `${wanted} is in use by ${owner.id}.` });
}

/** Internal addresses are the same in every network, so that their holder may be another one's. */
function refuseInUse({ id, properties }: StoredResource, world: World): void {
  if (properties["addressType"] === "INTERNAL") return;
  const holder = holderOf(String(properties["address"]), world);
  if (holder === undefined) return;
  throw new DeletionRefused({ id, because: `it is in use by ${holder}`, remedy: "Delete that first." });
}

function addressFailures(address: unknown): { property: string; reason: string }[] {
  if (typeof address !== "string" || address.includes(":") || parseAddress(address) !== undefined) return [];
  return [{ property: "address", reason: `must be an IP address; it is ${address}` }];
}
