import type { PropertyMap } from "../../../../../provider/index.ts";
import { lastPart, sameLink, stableHex, textOf, zonesOf } from "../../values/index.ts";
import { internalAddress, protectedFromDeletion } from "../compute/index.ts";
import { InvalidRequest } from "../errors.ts";
import type { Draft, TypeRules, World } from "../type-rules.ts";

export const redisInstance: TypeRules = {
  name: {
    property: "name",
    pattern: /^[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?$/,
    says: "must be 1-40 lower-case letters, digits and dashes, start with a letter and not end with a dash",
  },
  replaceOn: [
    "tier",
    "authorizedNetwork",
    "connectMode",
    "locationId",
    "alternativeLocationId",
    "reservedIpRange",
    "transitEncryptionMode",
    "customerManagedKey",
  ],
  references: {
    authorizedNetwork: { types: ["gcp:compute/network:Network"], onDelete: "refuse", asLink: false },
  },
  defaults: { deletionProtection: true, replicaCount: undefined },
  admit: (draft, world) => {
    refuseReplicas(draft);
    refuseUnconnectedNetwork(draft, world);
  },
  complete: completed,
  guardDelete: protectedFromDeletion,
};

function completed({ id, properties, previous }: Draft, world: World): PropertyMap {
  const old = previous?.properties ?? {};
  const region = String(properties["region"]);
  const zone = textOf(properties["locationId"]) ?? `${region}-${zonesOf(region)[0]?.slice(-1) ?? "a"}`;
  const host = textOf(old["host"]) ?? internalAddress(connectedRange(properties, world), id, world, hostsOf(world));
  const tls = properties["transitEncryptionMode"] === "SERVER_AUTHENTICATION";
  const reads = properties["readReplicasMode"] === "READ_REPLICAS_ENABLED";
  return {
    host,
    port: tls ? 6378 : 6379,
    readEndpoint: reads ? (textOf(old["readEndpoint"]) ?? host) : "",
    readEndpointPort: reads ? 6379 : 0,
    replicaCount: replicasOf(properties),
    redisVersion: textOf(properties["redisVersion"]) ?? "REDIS_7_0",
    authString: properties["authEnabled"] === true ? (textOf(old["authString"]) ?? stableHex(`${id} auth`, 36)) : "",
    currentLocationId: zone,
    locationId: zone,
    persistenceIamIdentity: `serviceAccount:local-${stableHex(lastPart(id), 8)}@cloud-redis.iam.gserviceaccount.com`,
    serverCaCerts: tls
      ? [{ cert: "", createTime: "", expireTime: "", serialNumber: "0", sha1Fingerprint: stableHex(id, 40) }]
      : [],
  };
}

function replicasOf(properties: Readonly<PropertyMap>): number {
  if (properties["tier"] !== "STANDARD_HA") return 0;
  const reads = properties["readReplicasMode"] === "READ_REPLICAS_ENABLED";
  return Number(properties["replicaCount"] ?? (reads ? 2 : 1));
}

/** Valid numbers of replicas, as the API's own description of the field says. */
function refuseReplicas({ id, properties }: Draft): void {
  const wanted = properties["replicaCount"];
  if (typeof wanted !== "number") return;
  const reads = properties["readReplicasMode"] === "READ_REPLICAS_ENABLED";
  const [least, most] = properties["tier"] !== "STANDARD_HA" ? [0, 0] : reads ? [1, 5] : [1, 1];
  if (wanted >= least && wanted <= most) return;
  const reason = `must be ${least === most ? least : `${least} to ${most}`} here; it is ${wanted}`;
  throw new InvalidRequest({ id, property: "replicaCount", reason, status: "INVALID_ARGUMENT" });
}

function connectionOf(properties: Readonly<PropertyMap>, world: World) {
  const network = textOf(properties["authorizedNetwork"]) ?? "default";
  return world
    .ofType("gcp:servicenetworking/connection:Connection")
    .find((connection) => sameLink(String(connection.properties["network"]), network));
}

function refuseUnconnectedNetwork({ id, properties }: Draft, world: World): void {
  if (properties["connectMode"] !== "PRIVATE_SERVICE_ACCESS" || connectionOf(properties, world)) return;
  throw new InvalidRequest({
    id,
    property: "authorizedNetwork",
    reason: `has no private services access. Create a gcp.servicenetworking.Connection for it, and make the instance depend on it.`,
    status: "INVALID_ARGUMENT",
  });
}

/** The block that the network keeps for managed services. */
function connectedRange(properties: Readonly<PropertyMap>, world: World): string | undefined {
  const ranges = (connectionOf(properties, world)?.properties["reservedPeeringRanges"] as unknown[] | undefined) ?? [];
  const range = world.ofType("gcp:compute/globalAddress:GlobalAddress").find(({ name }) => ranges.includes(name));
  return range && `${String(range.properties["address"])}/${String(range.properties["prefixLength"])}`;
}

function hostsOf(world: World): readonly string[] {
  return world.ofType("gcp:redis/instance:Instance").map(({ properties }) => String(properties["host"]));
}
