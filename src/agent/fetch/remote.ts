import { isSshAddress } from "../../lib/repository-address.ts";

import type { HttpConnection } from "./http-connection.ts";

interface AnyRemote {
  readonly url: string;
  /** Milliseconds for one whole exchange. */
  readonly timeout: number;
}

/** A repository over HTTP and how to talk to its server. */
export interface HttpRemote extends AnyRemote, HttpConnection {
  readonly headers: Readonly<Record<string, string>>;
  /** Told when the server does not take the credentials. */
  readonly onRefused?: () => void;
}

/** A repository over SSH and who asks for it. */
export interface SshRemote extends AnyRemote {
  /** A private key without a passphrase. */
  readonly identity: string;
  /** Keys of hosts, as `known_hosts` of OpenSSH has them. */
  readonly knownHosts: string;
  /** Folders in which `git` and `ssh` are looked for, as `PATH` has them. */
  readonly searchPath: string;
}

export type Remote = HttpRemote | SshRemote;

/** Values of a Secret, decoded. */
export type SecretValues = Readonly<Record<string, string>>;

/** The address without what may be a password in it. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  // The user of an SSH server is part of the address, and no secret.
  if (!isSshAddress(url)) parsed.username = "";
  parsed.password = "";
  return parsed.href;
}
