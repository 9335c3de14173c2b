import { createHash, verify } from "node:crypto";
import type { SshKey } from "./ssh-key.ts";
import { SshReader, sshString } from "./ssh-wire.ts";
import type { Verdict } from "./verdict.ts";

const magic = "SSHSIG";
/** What Git signs objects for: a signature over a file or a mail is none over a commit. */
const namespace = "git";

/** Checks a signature of `ssh-keygen -Y sign` (PROTOCOL.sshsig of OpenSSH) against the keys that are trusted. */
export function sshVerdict(payload: Buffer, armored: string, trusted: readonly SshKey[]): Verdict {
  const body = /^-----BEGIN SSH SIGNATURE-----\s([\s\S]*?)-----END SSH SIGNATURE-----\s*$/.exec(armored)?.[1];
  if (body === undefined) return { problem: "its SSH signature cannot be read" };
  try {
    return verdictOn(payload, new SshReader(Buffer.from(body, "base64")), trusted);
  } catch {
    return { problem: "its SSH signature cannot be read" };
  }
}

function verdictOn(payload: Buffer, reader: SshReader, trusted: readonly SshKey[]): Verdict {
  if (reader.bytes(magic.length).toString("latin1") !== magic || reader.number() !== 1)
    return { problem: "its SSH signature is of an unknown version" };
  const blob = reader.string();
  const signedFor = reader.text();
  const reserved = reader.string();
  const hash = reader.text();
  const signature = new SshReader(reader.string());
  const kind = signature.text();
  const value = signature.string();
  if (!reader.ended) return { problem: "its SSH signature cannot be read" };
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  const key = trusted.find((each) => each.blob.equals(blob));
  if (key === undefined)
    return { problem: `it is signed with the SSH key ${fingerprint}, which is not among the trusted ones` };
  if (signedFor !== namespace)
    return { problem: `its SSH signature was made for ${JSON.stringify(signedFor)}, not for Git` };
  if (hash !== "sha256" && hash !== "sha512") return { problem: "its SSH signature is over an unknown hash" };
  const algorithm = key.signatures[kind];
  if (algorithm === undefined)
    return { problem: `its SSH signature is of kind ${kind}, which the key ${fingerprint} does not make` };
  const signed = Buffer.concat([
    Buffer.from(magic),
    ...[namespace, reserved, hash, createHash(hash).update(payload).digest()].map(sshString),
  ]);
  const isEc = key.key.asymmetricKeyType === "ec";
  const given = isEc ? fixedLength(value, key) : value;
  const fits = verify(algorithm, signed, isEc ? { key: key.key, dsaEncoding: "ieee-p1363" } : key.key, given);
  return fits ? { key: fingerprint } : { problem: `its SSH signature by ${fingerprint} does not fit its content` };
}

/** Both numbers of an ECDSA signature, each as long as the curve's. */
function fixedLength(value: Buffer, { key }: SshKey): Buffer {
  const reader = new SshReader(value);
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const length = curve === "prime256v1" ? 32 : curve === "secp384r1" ? 48 : 66;
  return Buffer.concat(
    [reader.string(), reader.string()].map((number) => {
      const digits = number.subarray(
        Math.max(
          0,
          number.findIndex((byte) => byte !== 0),
        ),
      );
      if (digits.length > length) throw new RangeError("a number is too long");
      return Buffer.concat([Buffer.alloc(length - digits.length), digits]);
    }),
  );
}
