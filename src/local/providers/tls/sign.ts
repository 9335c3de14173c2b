import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";

const NULL = new Uint8Array([5, 0]).buffer;

/** How signatures of a key are made: with RSA and SHA-256, or with the hash that is as strong as the curve. */
export interface Signing {
  readonly algorithm: AlgorithmIdentifier;
  sign(bytes: ArrayBuffer): ArrayBuffer;
}

export function signingWith(key: KeyObject): Signing {
  const { oid, hash } = methodOf(key);
  const algorithm = new AlgorithmIdentifier({
    algorithm: oid,
    ...(key.asymmetricKeyType === "rsa" && { parameters: NULL }),
  });
  return { algorithm, sign: (bytes) => bufferOf(sign(hash, Buffer.from(bytes), key)) };
}

function methodOf(key: KeyObject): { readonly oid: string; readonly hash: string | null } {
  if (key.asymmetricKeyType === "rsa") return { oid: "1.2.840.113549.1.1.11", hash: "sha256" };
  if (key.asymmetricKeyType === "ed25519") return { oid: "1.3.101.112", hash: null };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === "secp384r1") return { oid: "1.2.840.10045.4.3.3", hash: "sha384" };
  if (curve === "secp521r1") return { oid: "1.2.840.10045.4.3.4", hash: "sha512" };
  return { oid: "1.2.840.10045.4.3.2", hash: "sha256" };
}

export function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(createPublicKey(key).export({ type: "spki", format: "der" }), SubjectPublicKeyInfo);
}

/** RFC 5280, 4.2.1.2: the SHA-1 of the key's bits. */
export function keyIdentifier(info: SubjectPublicKeyInfo): ArrayBuffer {
  return bufferOf(createHash("sha1").update(Buffer.from(info.subjectPublicKey)).digest());
}

/** Copied, because Node's buffers share one pool. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
