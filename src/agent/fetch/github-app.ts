import { createHash, createPrivateKey, createSign, type KeyObject } from "node:crypto";
import type { GitRepository } from "../flux/index.ts";
import { CredentialsMissing } from "./errors.ts";
import type { SecretValues } from "./remote.ts";

/** An app of GitHub that is installed where a repository is. */
export interface GitHubApp {
  readonly id: string;
  readonly installation: { readonly id: string } | { readonly owner: string };
  readonly key: KeyObject;
  /** Address of GitHub's API, ending with `/`. */
  readonly api: string;
  /** Name without its owner: tokens are for this repository alone. */
  readonly repository: string;
  /** Equal for equal apps, and says nothing of the key. */
  readonly fingerprint: string;
}

export const gitHubAppKeys = [
  "githubAppID",
  "githubAppInstallationID",
  "githubAppInstallationOwner",
  "githubAppPrivateKey",
  "githubAppBaseURL",
] as const;

const usualApi = "https://api.github.com/";

/** Reads the keys that Flux has for an app. @throws {CredentialsMissing} naming all that is missing or wrong */
export function gitHubAppOf({ url, namespace, secretName }: GitRepository, secret: SecretValues): GitHubApp {
  const [id, installationId, owner, privateKey, written] = gitHubAppKeys.map((key) => secret[key]?.trim() ?? "");
  const problems: string[] = [];
  if (!/^\d+$/.test(id ?? "")) problems.push("githubAppID has to be a number");
  if ((installationId === "") === (owner === ""))
    problems.push("one of githubAppInstallationID and githubAppInstallationOwner has to be there");
  if (installationId !== "" && !/^\d+$/.test(installationId ?? ""))
    problems.push("githubAppInstallationID has to be a number");
  const key = rsaKeyOf(privateKey ?? "");
  if (key === undefined) problems.push("githubAppPrivateKey has to be an RSA key as PEM");
  const api = apiOf(written ?? "");
  if (api === undefined) problems.push("githubAppBaseURL has to be an https:// address");
  if (key === undefined || api === undefined || problems.length > 0) {
    const problem = `holds no GitHub App that can be used: ${problems.join("; ")}`;
    throw new CredentialsMissing({ secret: `${namespace}/${secretName}`, problem });
  }
  const installation = installationId === "" ? { owner: owner ?? "" } : { id: installationId ?? "" };
  const repository = (new URL(url).pathname.split("/").at(-1) ?? "").replace(/\.git$/, "");
  const identity = JSON.stringify([id, installation, privateKey, api, repository]);
  const fingerprint = createHash("sha256").update(identity).digest("hex");
  return { id: id ?? "", installation, key, api, repository, fingerprint };
}

function rsaKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}

function apiOf(written: string): string | undefined {
  if (written === "") return usualApi;
  if (!/^https?:\/\//.test(written) || !URL.canParse(written)) return undefined;
  return written.endsWith("/") ? written : `${written}/`;
}

/** Seconds that clocks may differ by, and that a claim lasts beyond the request it is made for. GitHub takes 10 minutes at most. */
const drift = 60;
const validity = 120;

/** A JSON Web Token (RFC 7519) by which the app asks for tokens of its installations. */
export function claimOf({ id, key }: GitHubApp, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const encoded = [
    { alg: "RS256", typ: "JWT" },
    { iat: seconds - drift, exp: seconds + validity, iss: id },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = encoded.join(".");
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}
