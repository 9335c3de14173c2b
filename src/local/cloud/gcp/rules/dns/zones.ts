import type { CheckFailure } from "../../../../../provider/index.ts";
import { lastPart, parseAddress, stableDigits, textOf } from "../../values/index.ts";
import { DeletionRefused, InvalidRequest } from "../errors.ts";
import { RFC1035, type TypeRules, uses } from "../type-rules.ts";

const ZONE = "gcp:dns/managedZone:ManagedZone";
const RECORD = "gcp:dns/recordSet:RecordSet";

export const managedZone: TypeRules = {
  name: RFC1035,
  replaceOn: ["dnsName", "visibility", "reverseLookup"],
  references: {
    "privateVisibilityConfig.networks[].networkUrl": uses("compute/network:Network"),
    "peeringConfig.targetNetwork.networkUrl": uses("compute/network:Network"),
  },
  defaults: { visibility: "public", description: "Managed by Pulumi", forceDestroy: false },
  check: ({ dnsName, visibility, privateVisibilityConfig }) => [
    ...endsWithDot("dnsName", dnsName),
    ...(visibility === "private" && privateVisibilityConfig === undefined
      ? [{ property: "privateVisibilityConfig", reason: "is required for a private zone" }]
      : []),
  ],
  complete: ({ id, properties, now, previous }) => ({
    managedZoneId: stableDigits(`${id} managedZoneId`, 19),
    creationTime: textOf(previous?.properties["creationTime"]) ?? now,
    nameServers:
      properties["visibility"] === "private"
        ? [`ns-local-private.${lastPart(id)}.invalid.`]
        : [1, 2, 3, 4].map((number) => `ns-local-${number}.${lastPart(id)}.invalid.`),
  }),
  guardDelete: ({ id, name, properties }, world) => {
    const records = world
      .ofType(RECORD)
      .filter((record) => lastPart(String(record.properties["managedZone"])) === name);
    if (records.length === 0 || properties["forceDestroy"] === true) return;
    throw new DeletionRefused({
      id,
      because: `it holds ${records.length} record sets beside its own`,
      remedy: "Delete them, or set forceDestroy to true and run up first.",
    });
  },
};

export const recordSet: TypeRules = {
  references: { managedZone: { types: [ZONE], onDelete: "cascade", asLink: false } },
  replaceOn: ["managedZone", "name", "type"],
  idOf: ({ properties, settings }) => {
    const project = textOf(properties["project"]) ?? settings.project ?? "";
    const zone = lastPart(textOf(properties["managedZone"]) ?? "");
    return `projects/${project}/managedZones/${zone}/rrsets/${textOf(properties["name"]) ?? ""}/${textOf(properties["type"]) ?? ""}`;
  },
  check: ({ name, type, rrdatas, ttl }) => [
    ...endsWithDot("name", name),
    ...(typeof ttl === "number" && ttl < 0 ? [{ property: "ttl", reason: "must not be negative" }] : []),
    ...(Array.isArray(rrdatas)
      ? rrdatas.flatMap((data, index) => dataFailures(String(data), String(type), index))
      : []),
  ],
  admit: ({ id, properties }, world) => {
    const zone = world.ofType(ZONE).find((one) => one.name === lastPart(String(properties["managedZone"])));
    const [name, suffix] = [String(properties["name"]), textOf(zone?.properties["dnsName"]) ?? ""];
    if (name !== suffix && !name.endsWith(`.${suffix}`)) {
      throw new InvalidRequest({ id, property: "name", reason: `${name} is not in the zone ${suffix}` });
    }
    const sameName = world
      .ofType(RECORD)
      .filter(
        (record) =>
          record.id !== id &&
          record.properties["name"] === name &&
          record.id.startsWith(id.slice(0, id.indexOf("/rrsets/"))),
      );
    const clash = sameName.find((record) => properties["type"] === "CNAME" || record.properties["type"] === "CNAME");
    if (clash === undefined) return;
    throw new InvalidRequest({ id, property: "type", reason: `conflicts with ${clash.id}: a CNAME stands alone.` });
  },
};

function endsWithDot(property: string, value: unknown): CheckFailure[] {
  if (typeof value !== "string" || value.endsWith(".")) return [];
  return [{ property, reason: `must end with a dot; it is ${value}` }];
}

function dataFailures(data: string, type: string, index: number): CheckFailure[] {
  const property = `rrdatas[${index}]`;
  if (type === "A" && parseAddress(data) === undefined)
    return [{ property, reason: `must be an IPv4 address; it is ${data}` }];
  return type === "CNAME" ? endsWithDot(property, data) : [];
}
