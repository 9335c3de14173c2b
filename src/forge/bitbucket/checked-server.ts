import { ForgeSettingInvalid } from "../errors.ts";
import { checkedAddress, checkedToken, type RequestPolicy } from "../http/index.ts";
import type { BitbucketKind, BitbucketServer } from "./bitbucket-server.ts";

/** The settings in the form that requests are made of. */
export interface CheckedServer {
  readonly kind: BitbucketKind;
  /** The server, for people. */
  readonly forge: string;
  /** Where paths of the API begin, without a slash at the end. */
  readonly api: string;
  /** Where pages for people begin. */
  readonly pages: string;
  /** For `git`. */
  readonly remote: string;
  /** Workspace or project, and repository. */
  readonly owner: string;
  readonly slug: string;
  readonly repository: string;
  readonly authorization: string;
  readonly remoteAuthorization: string;
  /** Values that stand in no error. */
  readonly secrets: readonly string[];
  /** The token's own user, where settings name it. */
  readonly ownId?: string;
  readonly policy?: Partial<RequestPolicy>;
}

const cloudHosts = new Set(["bitbucket.org", "api.bitbucket.org"]);

/** @throws {ForgeSettingInvalid} without the address or the token, which may hold a secret */
export function checkedServer(server: BitbucketServer): CheckedServer {
  const url = checkedAddress("address", server.url);
  const { hostname, host } = new URL(url);
  const isPublicCloud = cloudHosts.has(hostname);
  const kind = server.kind ?? (isPublicCloud ? "cloud" : "data-center");
  const token = checkedToken(server.token);
  const [owner, slug] = checkedRepository(server.repository, kind);
  const addresses = isPublicCloud ? publicCloud : { api: url, pages: url, remote: url };
  const pages = server.publicUrl === undefined ? addresses.pages : checkedAddress("public address", server.publicUrl);
  const given = server.user?.trim();
  const email = given?.includes("@") ? given : undefined;
  const authorization = kind === "cloud" && email !== undefined ? basic(email, token) : `Bearer ${token}`;
  const repository = `${owner}/${slug}`;
  return {
    kind,
    forge: host,
    api: kind === "cloud" ? `${addresses.api}/2.0` : `${addresses.api}/rest`,
    pages: kind === "cloud" ? `${pages}/${repository}` : `${pages}/${placeOf(owner)}/repos/${slug}`,
    remote: kind === "cloud" ? `${addresses.remote}/${repository}.git` : `${addresses.remote}/scm/${repository}.git`,
    owner,
    slug,
    repository,
    authorization,
    // Git on Cloud has fixed names of users for each kind of token.
    remoteAuthorization:
      kind === "cloud"
        ? basic(email === undefined ? "x-token-auth" : "x-bitbucket-api-token-auth", token)
        : authorization,
    secrets: [token, authorization.split(" ")[1] ?? ""],
    ...(kind === "cloud" && email === undefined && given !== undefined && { ownId: checkedId(given) }),
    ...(server.policy && { policy: server.policy }),
  };
}

const publicCloud = {
  api: "https://api.bitbucket.org",
  pages: "https://bitbucket.org",
  remote: "https://bitbucket.org",
};

/** Characters that both products allow; a personal project of Data Center begins with a tilde. */
const repositoryName = /^(?:~?[\w.-]*\w[\w.-]*)\/[\w.-]*\w[\w.-]*$/;

function checkedRepository(repository: string, kind: BitbucketKind): readonly [owner: string, slug: string] {
  const [owner = "", slug = ""] = repository.split("/");
  if (repositoryName.test(repository)) return [owner, slug];
  throw new ForgeSettingInvalid({
    setting: "repository",
    problem: `is no name of one: ${repository}`,
    allowed:
      kind === "cloud"
        ? "its workspace and its name, such as acme/platform"
        : "its project's key and its name, such as OPS/platform",
  });
}

function checkedId(user: string): string {
  if (/^\{[0-9a-f-]{36}\}$/i.test(user)) return user;
  throw new ForgeSettingInvalid({
    setting: "user",
    problem: `is neither an e-mail address nor a UUID in braces: ${user}`,
    allowed: "the address of the account whose API token it is, or the UUID of the access token's own user",
  });
}

function placeOf(project: string): string {
  return project.startsWith("~") ? `users/${project.slice(1)}` : `projects/${project}`;
}

function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
}
