import { createPrivateKey, X509Certificate } from "node:crypto";
import type { GitRepository } from "../flux/index.ts";
import { CredentialsMissing } from "./errors.ts";
import { gitHubAppKeys } from "./github-app.ts";
import type { ClientCertificate, HttpConnection } from "./http-connection.ts";
import type { SecretValues } from "./remote.ts";

/** The Secrets of a repository; `undefined` for one that is not there. */
export interface RepositorySecrets {
  readonly secret?: SecretValues | undefined;
  readonly proxySecret?: SecretValues | undefined;
}

/**
 * Reads `bearerToken`, or `username` and `password`.
 *
 * @throws {CredentialsMissing} when the Secret holds neither these nor what a connection is made with, or a GitHub App that
 *   `spec.provider` does not name.
 */
export function authorizationOf(repository: GitRepository, secret: SecretValues): string | undefined {
  const refused = refusalOf(repository.namespace, repository.secretName);
  if (gitHubAppKeys.some((key) => secret[key] !== undefined))
    throw refused("holds a GitHub App, and spec.provider is not github");
  const { bearerToken, username, password } = secret;
  if (bearerToken !== undefined) return `Bearer ${bearerToken.trim()}`;
  if (username !== undefined && password !== undefined) return basic(username.trim(), password.trim());
  const connects = ["ca.crt", "caFile", "tls.crt", "tls.key"].some((key) => secret[key] !== undefined);
  if (connects) return undefined;
  throw refused("holds neither bearerToken, nor username and password, nor ca.crt, nor tls.crt and tls.key");
}

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

/**
 * Reads `ca.crt`, `tls.crt` and `tls.key`, and from the proxy's Secret `address`, `username` and `password`.
 *
 * @throws {CredentialsMissing} for halves, what is no certificate or key, and proxies that are not reached over HTTP.
 */
export function connectionOf(
  repository: GitRepository,
  { secret = {}, proxySecret }: RepositorySecrets,
): HttpConnection {
  const ca = secret["ca.crt"] ?? secret["caFile"];
  const clientCertificate = clientCertificateOf(repository, secret);
  const proxy = repository.proxySecretName === undefined ? undefined : proxyOf(repository, proxySecret);
  return {
    ...(ca !== undefined && { ca }),
    ...(clientCertificate !== undefined && { clientCertificate }),
    ...(proxy !== undefined && { proxy }),
  };
}

function clientCertificateOf(repository: GitRepository, secret: SecretValues): ClientCertificate | undefined {
  const { "tls.crt": cert, "tls.key": key } = secret;
  if (cert === undefined && key === undefined) return undefined;
  const refused = refusalOf(repository.namespace, repository.secretName);
  if (cert === undefined || key === undefined) throw refused("holds one of tls.crt and tls.key without the other");
  if (!fitTogether(cert, key)) throw refused("holds a tls.crt and a tls.key that do not belong together as PEM");
  return { cert, key };
}

function fitTogether(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function proxyOf({ namespace, proxySecretName }: GitRepository, secret: SecretValues | undefined): string {
  const refused = refusalOf(namespace, proxySecretName, "spec.proxySecretRef");
  if (secret === undefined) throw refused("does not exist");
  const address = secret["address"]?.trim() ?? "";
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw refused("holds no address of a proxy that begins with http:// or https://; others are not supported");
  const proxy = new URL(address);
  const { username, password } = secret;
  if (username !== undefined) proxy.username = encodeURIComponent(username.trim());
  if (password !== undefined) proxy.password = encodeURIComponent(password.trim());
  return proxy.href;
}

const refusalOf =
  (namespace: string, name = "", field?: string) =>
  (problem: string) =>
    new CredentialsMissing({ secret: `${namespace}/${name}`, problem, ...(field !== undefined && { field }) });
