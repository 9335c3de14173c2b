import { didYouMean, nearestName } from "../../lib/nearest-name.ts";
import type { CryptoKey, KeyPurpose, KeyReference, KeyRing } from "../keys.ts";
import { knownRegions } from "../regions.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

type RawRings = RawSpec["keyRings"];

/** Source: `CryptoKeyVersionTemplate.algorithm` of Cloud KMS v1, without those of external keys. The first algorithm of a purpose is the default. */
export const algorithms: Readonly<Record<KeyPurpose, readonly string[]>> = {
  encrypt: ["GOOGLE_SYMMETRIC_ENCRYPTION"],
  sign: [
    "EC_SIGN_P256_SHA256",
    "EC_SIGN_P384_SHA384",
    "EC_SIGN_SECP256K1_SHA256",
    "EC_SIGN_ED25519",
    ...["2048_SHA256", "3072_SHA256", "4096_SHA256", "4096_SHA512"].flatMap((size) => [
      `RSA_SIGN_PSS_${size}`,
      `RSA_SIGN_PKCS1_${size}`,
    ]),
    ...["2048", "3072", "4096"].map((size) => `RSA_SIGN_RAW_PKCS1_${size}`),
  ],
  decrypt: ["3072_SHA256", "2048_SHA256", "4096_SHA256", "4096_SHA512", "2048_SHA1", "3072_SHA1", "4096_SHA1"].map(
    (size) => `RSA_DECRYPT_OAEP_${size}`,
  ),
  mac: ["256", "1", "224", "384", "512"].map((size) => `HMAC_SHA${size}`),
};

const usualRotationDays = 90;
/** Places of keys that are no region. */
const wideLocations = [
  "global",
  "us",
  "eur3",
  "eur4",
  "eur5",
  "eur6",
  "asia1",
  "nam3",
  "nam4",
  "nam6",
  "nam9",
  "europe",
  "asia",
];

export function buildKeyRings(findings: Findings, raw: RawRings, region: string): KeyRing[] {
  const path = ["spec", "keyRings"];
  findings.uniqueNames(path, raw);
  return raw.map(({ name, location, keys }, ring) => {
    const at = [...path, ring];
    if (location !== undefined && location !== region) checkLocation(findings, [...at, "location"], location);
    findings.uniqueNames([...at, "keys"], keys);
    return {
      name,
      location: location ?? region,
      keys: keys.map((key, index) => buildKey(findings, [...at, "keys", index], key)),
    };
  });
}

function checkLocation(findings: Findings, at: ValuePath, location: string): void {
  const known = [...wideLocations, ...knownRegions()];
  if (known.includes(location)) return;
  const message = `no known location is called "${location}"${didYouMean(nearestName(location, known))}; it is taken as written`;
  findings.warning(at, "unknown-region", message);
}

function buildKey(findings: Findings, at: ValuePath, raw: RawRings[number]["keys"][number]): CryptoKey {
  const { name, purpose, restorableDays } = raw;
  const [usual = "", ...others] = algorithms[purpose];
  const algorithm = raw.algorithm ?? usual;
  if (![usual, ...others].includes(algorithm)) {
    const near = didYouMean(nearestName(algorithm, [usual, ...others]));
    const message = `${algorithm} is no algorithm of a key for purpose: ${purpose}${near}; allowed: ${[usual, ...others].join(", ")}`;
    findings.error([...at, "algorithm"], "unknown-algorithm", message);
  }
  if (purpose !== "encrypt" && raw.rotationDays !== undefined) {
    const message = `Cloud KMS rotates keys of purpose: encrypt alone, and this one has purpose: ${purpose}; take it out`;
    findings.error([...at, "rotationDays"], "key-without-rotation", message);
  }
  return {
    name,
    purpose,
    algorithm,
    protectionLevel: raw.protectionLevel === "hsm" ? "HSM" : "SOFTWARE",
    ...(purpose === "encrypt" ? { rotationDays: raw.rotationDays ?? usualRotationDays } : {}),
    restorableDays,
  };
}

/** The key that a resource is encrypted with: it is declared, encrypts, and stands where the resource does. */
export function buildKeyReference(
  findings: Findings,
  at: ValuePath,
  written: string | undefined,
  { rings, locations }: { readonly rings: readonly KeyRing[]; readonly locations: readonly string[] },
): { readonly key?: KeyReference } {
  if (written === undefined) return {};
  const [ringName = "", keyName = ""] = written.split("/");
  const known = rings.flatMap(({ name, keys }) => keys.map((key) => `${name}/${key.name}`));
  checkKnown(findings, at, written, { what: "key", known });
  const ring = rings.find(({ name }) => name === ringName);
  const key = ring?.keys.find(({ name }) => name === keyName);
  if (ring && !locations.includes(ring.location)) {
    const message = `lies in ${ring.location}; the key of what stands in ${locations[0]} has to lie in ${locations.join(" or ")}`;
    findings.error(at, "key-elsewhere", message);
  }
  if (key && key.purpose !== "encrypt")
    findings.error(at, "key-does-not-encrypt", `has purpose: ${key.purpose}; a key with purpose: encrypt is needed`);
  return { key: { ring: ringName, key: keyName } };
}
