import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { memberOf } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../provider/index.ts";
import { PemInvalid } from "./errors.ts";
import { openSshPrivateKey, privateKeyFromOpenSsh, sshPublicKey } from "./openssh-key.ts";
import { firstPemBlock } from "./pem.ts";

/** Curves by their names in the package, as Node names them. */
export const CURVES: Readonly<Record<string, string>> = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};

const generate = promisify(generateKeyPair);

export async function makeKey({ algorithm, rsaBits, ecdsaCurve }: PropertyMap): Promise<KeyObject> {
  if (algorithm === "RSA") return (await generate("rsa", { modulusLength: Number(rsaBits) })).privateKey;
  if (algorithm === "ED25519") return (await generate("ed25519", {})).privateKey;
  return (await generate("ec", { namedCurve: memberOf(CURVES, String(ecdsaCurve)) ?? "" })).privateKey;
}

/** A private key in any of the forms that the package writes. @throws {PemInvalid} */
export function privateKeyFrom(pem: unknown, property: string): KeyObject {
  const block = typeof pem === "string" ? firstPemBlock(pem) : undefined;
  try {
    if (block?.label === "OPENSSH PRIVATE KEY") return privateKeyFromOpenSsh(block.bytes);
    const key = createPrivateKey(String(pem));
    if (algorithmOf(key) !== undefined) return key;
  } catch {
    // The parser's message may contain a part of the key.
  }
  throw new PemInvalid({ property, expected: "an RSA, ECDSA or ED25519 private key in PEM, without a passphrase" });
}

export function algorithmOf(key: KeyObject): "RSA" | "ECDSA" | "ED25519" | undefined {
  const { asymmetricKeyType } = key;
  if (asymmetricKeyType === "rsa") return "RSA";
  if (asymmetricKeyType === "ed25519") return "ED25519";
  const isKnown = Object.values(CURVES).includes(key.asymmetricKeyDetails?.namedCurve ?? "");
  return asymmetricKeyType === "ec" && isKnown ? "ECDSA" : undefined;
}

/** Every form of a private key; the form that its algorithm is usually written in is `privateKeyPem`. */
export function privateForms(key: KeyObject): PropertyMap {
  const usual = ({ RSA: "pkcs1", ECDSA: "sec1", ED25519: "pkcs8" } as const)[algorithmOf(key) ?? "ED25519"];
  return {
    privateKeyPem: key.export({ type: usual, format: "pem" }),
    privateKeyPemPkcs8: key.export({ type: "pkcs8", format: "pem" }),
    privateKeyOpenssh: openSshPrivateKey(key, createPublicKey(key)) ?? "",
  };
}

/** Every form of the public key. SSH's are empty for P224, which SSH has no name for. */
export function publicForms(key: KeyObject): PropertyMap {
  const publicKey = createPublicKey(key);
  const wire = sshPublicKey(publicKey);
  const kind = wire?.subarray(4, 4 + wire.readUInt32BE(0)).toString("utf8");
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
    publicKeyOpenssh: wire === undefined ? "" : `${kind} ${wire.toString("base64")}\n`,
    publicKeyFingerprintMd5: wire === undefined ? "" : pairs(createHash("md5").update(wire).digest("hex")),
    publicKeyFingerprintSha256:
      wire === undefined ? "" : `SHA256:${createHash("sha256").update(wire).digest("base64").replace(/=+$/, "")}`,
  };
}

/** The id of a key: a hash of its public half. */
export function keyId(key: KeyObject): string {
  return sha1(createPublicKey(key).export({ type: "spki", format: "der" }));
}

export function sha1(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex");
}

function pairs(hex: string): string {
  return hex.match(/../g)?.join(":") ?? "";
}
