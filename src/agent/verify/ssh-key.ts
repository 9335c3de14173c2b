import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { SshReader } from "./ssh-wire.ts";

/** A public key as SSH has it. */
export interface SshKey {
  /** Its encoding, by which keys are compared. */
  readonly blob: Buffer;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  /** Hash by each name of a signature that this key can make. */
  readonly signatures: Readonly<Record<string, "sha256" | "sha384" | "sha512" | null>>;
}

const curves = {
  nistp256: { crv: "P-256", hash: "sha256", length: 32 },
  nistp384: { crv: "P-384", hash: "sha384", length: 48 },
  nistp521: { crv: "P-521", hash: "sha512", length: 66 },
} as const;
/** Shorter ones can be broken; OpenSSH refuses to make them. */
const shortestRsa = 2048;

/**
 * Reads a line such as `ssh-ed25519 AAAA… ada@example.com`, also with options before it, as in `authorized_keys`.
 *
 * `undefined` for lines without a key, and `problem` for keys that are not understood.
 */
export function sshKeyOf(line: string): SshKey | { readonly problem: string } | undefined {
  const trimmed = line.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return undefined;
  const [, kind, encoded] =
    /(?:^|\s)((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(trimmed) ?? [];
  if (kind === undefined || encoded === undefined) return { problem: "holds a line that is no public key of SSH" };
  try {
    const key = sshKeyIn(Buffer.from(encoded, "base64"));
    return key ?? { problem: `holds a key of kind ${kind}, which is not supported` };
  } catch {
    return { problem: `holds a ${kind} key that cannot be read` };
  }
}

function sshKeyIn(blob: Buffer): SshKey | undefined {
  const reader = new SshReader(blob);
  const kind = reader.text();
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  if (kind === "ssh-ed25519") {
    const key = fromJwk({ kty: "OKP", crv: "Ed25519", x: url(reader.string()) });
    return { blob, fingerprint, key, signatures: { [kind]: null } };
  }
  if (kind === "ssh-rsa") {
    const e = number(reader.string());
    const modulus = reader.string();
    const key = fromJwk({ kty: "RSA", e, n: number(modulus) });
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < shortestRsa) throw new RangeError("too short");
    return { blob, fingerprint, key, signatures: { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" } };
  }
  const curve = curves[kind.replace(/^ecdsa-sha2-/, "") as keyof typeof curves];
  if (curve === undefined || reader.text() !== kind.replace(/^ecdsa-sha2-/, "")) return undefined;
  const point = reader.string();
  if (point[0] !== 4 || point.length !== 1 + 2 * curve.length) return undefined;
  const [x, y] = [point.subarray(1, 1 + curve.length), point.subarray(1 + curve.length)];
  const key = fromJwk({ kty: "EC", crv: curve.crv, x: url(x), y: url(y) });
  return { blob, fingerprint, key, signatures: { [kind]: curve.hash } };
}

const fromJwk = (key: Readonly<Record<string, string>>): KeyObject => createPublicKey({ key, format: "jwk" });

const url = (bytes: Buffer): string => bytes.toString("base64url");

/** Numbers of SSH begin with a zero byte where their first bit is set; those of JWK do not. */
const number = (bytes: Buffer): string =>
  url(
    bytes.subarray(
      Math.max(
        0,
        bytes.findIndex((byte) => byte !== 0),
      ),
    ),
  );
