import type { Bucket, Database, DnsZone, Secret, StaticAddress } from "../environment.ts";
import type { KeyRing } from "../keys.ts";
import type { RawSpec } from "../schema/index.ts";
import { formatText } from "../text.ts";
import type { ValuePath } from "../yaml/index.ts";
import { addressName } from "./address-name.ts";
import { checkRecordValues } from "./check-record.ts";
import type { Findings } from "./findings.ts";
import { buildKeyReference } from "./keys.ts";
import { checkKnown } from "./lookup.ts";

/** Where keys may stand. */
export interface KeysAround {
  readonly region: string;
  readonly keyRings: readonly KeyRing[];
}

export function buildBuckets(findings: Findings, raw: RawSpec["buckets"], around: KeysAround): Bucket[] {
  findings.uniqueNames(["spec", "buckets"], raw);
  return raw.map(({ name, storageClass, versioning, public: isPublic, deleteAfterDays, key }, index) => ({
    name,
    storageClass,
    versioning,
    public: isPublic,
    ...(deleteAfterDays === undefined ? {} : { deleteAfterDays }),
    ...buildKey(findings, ["spec", "buckets", index, "key"], key, around),
  }));
}

function buildKey(findings: Findings, at: ValuePath, written: string | undefined, around: KeysAround) {
  return buildKeyReference(findings, at, written, { rings: around.keyRings, locations: [around.region] });
}

export function buildDatabases(findings: Findings, raw: RawSpec["databases"], around: KeysAround): Database[] {
  findings.uniqueNames(["spec", "databases"], raw);
  for (const [index, { databases }] of raw.entries()) {
    const names = databases.map((name) => ({ name }));
    findings.uniqueNames(["spec", "databases", index, "databases"], names);
  }
  return raw.map(({ remove: _remove, key, ...database }, index) => ({
    ...database,
    ...buildKey(findings, ["spec", "databases", index, "key"], key, around),
  }));
}

export function buildSecrets(findings: Findings, raw: RawSpec["secrets"], { keyRings, region }: KeysAround): Secret[] {
  findings.uniqueNames(["spec", "secrets"], raw);
  return raw.map(({ name, key }, index) => ({
    name,
    ...buildKeyReference(findings, ["spec", "secrets", index, "key"], key, {
      rings: keyRings,
      locations: [region, "global"],
    }),
  }));
}

export function buildDnsZones(findings: Findings, raw: RawSpec["dns"], addresses: readonly StaticAddress[]): DnsZone[] {
  const path = ["spec", "dns"];
  findings.uniqueNames(path, raw);
  return raw.map(({ name, domain, visibility, records }, zone) => ({
    name,
    domain,
    visibility,
    records: records.map((record, index) => {
      const at = [...path, zone, "records", index];
      const earlier = records.findIndex((other) => other.name === record.name && other.type === record.type);
      if (earlier < index) {
        const place = findings.whereIs([...at.slice(0, -1), earlier]);
        findings.error(
          at,
          "duplicate-name",
          `${record.type} ${record.name} stands here twice; first at ${place}; put the values together`,
        );
      }
      const values = record.values.map((value, position) => {
        const text = findings.text([...at, "values", position], value);
        const address = addressName(formatText(text));
        if (address !== undefined) {
          const known = addresses.map((known) => known.name);
          checkKnown(findings, [...at, "values", position], address, { what: "address", known });
        }
        return text;
      });
      checkRecordValues(findings, at, record.type, values);
      checkAlone(findings, at, record, records);
      return { name: record.name, type: record.type, ttlSeconds: record.ttl, values };
    }),
  }));
}

/** Beside a CNAME no other record may have its name, and the domain itself always has others. */
function checkAlone(findings: Findings, at: ValuePath, { name, type }: RawRecord, records: readonly RawRecord[]): void {
  if (type !== "CNAME") return;
  if (name === "@")
    findings.error(at, "bad-record", "is a CNAME of the domain itself, which has other records: SOA and NS");
  const other = records.find((each) => each.name === name && each.type !== "CNAME");
  if (other) findings.error(at, "bad-record", `is a CNAME beside the ${other.type} of ${name}; a CNAME stands alone`);
}

type RawRecord = RawSpec["dns"][number]["records"][number];
