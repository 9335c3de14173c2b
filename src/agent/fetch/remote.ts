import type { GitRepository } from "../flux/index.ts";
import { CredentialsMissing } from "./errors.ts";

/** A Git server's repository and how to talk to it. */
export interface Remote {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM; the system's authorities when left out. */
  readonly ca?: string;
  /** Milliseconds for one whole exchange. */
  readonly timeout: number;
}

/** Values of a Secret, decoded. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * The remote of a repository with the credentials of its Secret: `bearerToken`, or `username` and `password`, and `ca.crt`.
 *
 * @throws {CredentialsMissing} when `secret` is `undefined` though one is named, or holds none of these.
 */
export function remoteOf(repository: GitRepository, secret: SecretValues | undefined): Remote {
  const { url, timeout, secretName } = repository;
  if (secretName === undefined) return { url, timeout, headers: {} };
  const missing = (problem: string) =>
    new CredentialsMissing({ secret: `${repository.namespace}/${secretName}`, problem });
  if (secret === undefined) throw missing("does not exist");
  const ca = secret["ca.crt"] ?? secret["caFile"];
  const authorization = authorizationOf(secret);
  if (authorization === undefined && ca === undefined)
    throw missing("holds neither bearerToken, nor username and password, nor ca.crt");
  return {
    url,
    timeout,
    headers: authorization === undefined ? {} : { authorization },
    ...(ca !== undefined && { ca }),
  };
}

function authorizationOf({ bearerToken, username, password }: SecretValues): string | undefined {
  if (bearerToken !== undefined) return `Bearer ${bearerToken.trim()}`;
  if (username === undefined || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${username.trim()}:${password.trim()}`).toString("base64")}`;
}

/** The address without what may be a password in it. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  return parsed.href;
}
