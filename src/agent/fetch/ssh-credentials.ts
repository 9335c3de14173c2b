import type { GitRepository } from "../flux/index.ts";
import { CredentialsMissing } from "./errors.ts";
import type { SecretValues, SshRemote } from "./remote.ts";

/** As Flux: hosts of repositories know one user for all. */
const usualUser = "git";

/**
 * Reads `identity` and `known_hosts`.
 *
 * @throws {CredentialsMissing} when one of them is missing, or the key is protected by a passphrase: the agent has none.
 */
export function sshRemoteOf(
  { url, timeout, namespace, name, secretName }: GitRepository,
  secret: SecretValues | undefined,
  searchPath: string,
): SshRemote {
  const refused = (problem: string) =>
    new CredentialsMissing({ secret: `${namespace}/${secretName ?? name}`, problem });
  if (secret === undefined)
    throw refused("is not named by spec.secretRef, and an ssh:// address needs one with identity and known_hosts");
  const { identity, known_hosts: knownHosts } = secret;
  const missing = Object.entries({ identity, known_hosts: knownHosts }).flatMap(([key, value]) =>
    (value ?? "").trim() === "" ? [key] : [],
  );
  if (identity === undefined || knownHosts === undefined || missing.length > 0)
    throw refused(`holds no ${missing.join(" and no ")}, which an ssh:// address needs`);
  if (secret["password"] !== undefined || isProtected(identity))
    throw refused(
      "has an identity that a passphrase protects, which is not supported; give it a key without one, and no password",
    );
  const address = new URL(url);
  if (address.username === "") address.username = usualUser;
  return { url: address.href, timeout, identity, knownHosts, searchPath };
}

/** As OpenSSH writes it, the cipher follows the format's name; as PEM, a header says so. */
function isProtected(identity: string): boolean {
  if (/ENCRYPTED/.test(identity)) return true;
  const body = /BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(identity)?.[1];
  if (body === undefined) return false;
  const content = Buffer.from(body, "base64");
  const at = "openssh-key-v1\0".length;
  if (content.length < at + 4) return false;
  const length = content.readUInt32BE(at);
  return content.toString("latin1", at + 4, at + 4 + length) !== "none";
}
