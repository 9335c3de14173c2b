import { createPrivateKey, type JsonWebKey, type KeyObject, randomBytes } from "node:crypto";
import { memberOf } from "../../../lib/index.ts";
import { pemOf } from "./pem.ts";
import { SshReader, sshNumber, sshString } from "./ssh-wire.ts";

const MAGIC = Buffer.from("openssh-key-v1\0");
const CURVES: Readonly<Record<string, string>> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };
/** Without a cipher, blocks are of this length. */
const BLOCK = 8;

/** A public key as SSH sends it; `undefined` for a curve that SSH has no name for. */
export function sshPublicKey(key: KeyObject): Buffer | undefined {
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  const jwk = key.export({ format: "jwk" });
  if (jwk.kty === "RSA")
    return Buffer.concat([sshString("ssh-rsa"), sshNumber(part(jwk, "e")), sshNumber(part(jwk, "n"))]);
  if (jwk.kty === "OKP") return Buffer.concat([sshString("ssh-ed25519"), sshString(part(jwk, "x"))]);
  const curve = memberOf(CURVES, jwk.crv ?? "");
  if (curve === undefined) return undefined;
  return Buffer.concat([sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(pointOf(jwk))]);
}

/** A private key in OpenSSH's own format, without a passphrase; `undefined` as {@link sshPublicKey}. */
export function openSshPrivateKey(key: KeyObject, publicKey: KeyObject): string | undefined {
  const wire = sshPublicKey(publicKey);
  if (wire === undefined) return undefined;
  const jwk = key.export({ format: "jwk" });
  const check = randomBytes(4);
  const content = Buffer.concat([check, check, ...privateParts(jwk, wire), sshString("")]);
  const padding = Buffer.from(Array.from({ length: (BLOCK - (content.length % BLOCK)) % BLOCK }, (_, at) => at + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const none = [sshString("none"), sshString("none"), sshString("")];
  const all = [MAGIC, ...none, count, sshString(wire), sshString(Buffer.concat([content, padding]))];
  return pemOf("OPENSSH PRIVATE KEY", Buffer.concat(all));
}

/** @throws {TypeError} {RangeError} for what is no such key, or one with a passphrase. */
export function privateKeyFromOpenSsh(bytes: Buffer): KeyObject {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new TypeError("no OpenSSH key");
  const outer = new SshReader(bytes);
  outer.skip(MAGIC.length);
  if (outer.text() !== "none") throw new TypeError("a key with a passphrase");
  outer.string();
  outer.string();
  outer.skip(4);
  outer.string();
  const inner = new SshReader(outer.string());
  inner.skip(8);
  return createPrivateKey({ key: jwkFrom(inner), format: "jwk" });
}

function jwkFrom(inner: SshReader): JsonWebKey {
  const kind = inner.text();
  const number = () => unsigned(inner.string());
  if (kind === "ssh-rsa") {
    const [n, e, d, qi, p, q] = [number(), number(), number(), number(), number(), number()];
    const [dp, dq] = [remainder(d, p), remainder(d, q)];
    return { kty: "RSA", ...encoded({ n, e, d, p, q, dp, dq, qi }) };
  }
  if (kind === "ssh-ed25519") {
    const x = inner.string();
    return { kty: "OKP", crv: "Ed25519", ...encoded({ x, d: inner.string().subarray(0, 32) }) };
  }
  const crv = Object.entries(CURVES).find(([, name]) => kind === `ecdsa-sha2-${name}`)?.[0];
  if (crv === undefined) throw new TypeError("a key of another kind");
  inner.string();
  const point = inner.string();
  const size = (point.length - 1) / 2;
  const d = number();
  const full = Buffer.concat([Buffer.alloc(Math.max(0, size - d.length)), d]);
  return { kty: "EC", crv, ...encoded({ x: point.subarray(1, 1 + size), y: point.subarray(1 + size), d: full }) };
}

function privateParts(jwk: JsonWebKey, publicWire: Buffer): Buffer[] {
  if (jwk.kty === "RSA") {
    const numbers = ["n", "e", "d", "qi", "p", "q"] as const;
    return [sshString("ssh-rsa"), ...numbers.map((name) => sshNumber(part(jwk, name)))];
  }
  if (jwk.kty === "OKP") return [publicWire, sshString(Buffer.concat([part(jwk, "d"), part(jwk, "x")]))];
  return [publicWire, sshNumber(part(jwk, "d"))];
}

function pointOf(jwk: JsonWebKey): Buffer {
  return Buffer.concat([Buffer.from([4]), part(jwk, "x"), part(jwk, "y")]);
}

function part(jwk: JsonWebKey, name: "n" | "e" | "d" | "p" | "q" | "qi" | "x" | "y"): Buffer {
  return Buffer.from(jwk[name] ?? "", "base64url");
}

function encoded(parts: Readonly<Record<string, Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64url")]));
}

function unsigned(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

/** `number` modulo one less than `prime`. */
function remainder(number: Buffer, prime: Buffer): Buffer {
  const value = BigInt(`0x${number.toString("hex")}`) % (BigInt(`0x${prime.toString("hex")}`) - 1n);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
