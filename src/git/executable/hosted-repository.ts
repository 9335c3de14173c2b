/** A repository on a host for many, in the words of Pulumi's records. */
export interface HostedRepository {
  readonly owner: string;
  readonly repo: string;
  /** The host: `github.com`. */
  readonly kind: string;
}

const isUrl = /^(?<scheme>[^:/]+):\/\//u;
/** What has a slash before the first colon is a path. */
const scpLike = /^[^:/]+:[^\\]/u;
const overHttp = /^https?:\/\/(?:[^/?#]*@)?(?<host>[^/?#]*)(?<path>[^?#]*)/iu;
const overSsh = /git@(?<host>[a-zA-Z.-]*\.[a-zA-Z]+):(?<project>[^/]+\/[^/]+\.git).?$/u;
const azureOverSsh = /git@(?:[a-zA-Z]+\.)?(?<host>(?:[a-zA-Z]+\.)*[a-zA-Z]*\.[a-zA-Z]+):(?:v[0-9]\/)?(?<project>.*)/u;
const olderAzure = /(?<owner>[a-zA-Z0-9-]*).visualstudio.com$/u;

/**
 * Whose repository a remote's URL leads to, told by its form alone and as the Pulumi CLI tells it; `undefined` for others.
 *
 * Never holds the credentials of the URL.
 */
export function hostedRepository(url: string): HostedRepository | undefined {
  const { kind, project } = partsOf(url) ?? { kind: "", project: "" };
  if (project === "") return undefined;
  const [owner, repo] = inTwo(project);
  if (kind === "dev.azure.com") {
    if (repo === undefined) return undefined;
    const [of, last] = inTwo(repo);
    return { owner, repo: repo.includes("_git") || last === undefined ? repo : `${of}/_git/${last}`, kind };
  }
  const older = olderAzure.exec(kind)?.groups?.["owner"];
  if (older !== undefined) return { owner: older, repo: project, kind: "dev.azure.com" };
  return repo === undefined ? undefined : { owner, repo, kind };
}

function partsOf(url: string): { readonly kind: string; readonly project: string } | undefined {
  const scheme = isUrl.exec(url)?.groups?.["scheme"];
  if (scheme === "http" || scheme === "https") {
    const { host = "", path = "" } = overHttp.exec(url)?.groups ?? {};
    return {
      kind: host,
      project: decoded(path)
        .replace(/\.git$/u, "")
        .replace(/^\//u, ""),
    };
  }
  if (scheme === undefined ? !scpLike.test(url) : scheme !== "ssh") return undefined;
  const { host = "", project = "" } = (overSsh.exec(url) ?? azureOverSsh.exec(url))?.groups ?? {};
  return { kind: host, project: project.replace(/\.git$/u, "") };
}

function inTwo(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("/");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
