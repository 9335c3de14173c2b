import path from "node:path";
import { isObject, memberOf } from "../../lib/index.ts";
import type { Helm } from "./run-helm.ts";

/** Which chart is meant, and where it comes from. */
export interface ChartSource {
  /** A path, a URL, `oci://…`, `<repository>/<chart>`, or the chart's name in `repository`. */
  readonly chart: string;
  readonly version?: string | undefined;
  /** Takes versions that are marked as unfinished, where no version is given. */
  readonly devel?: boolean;
  readonly dependencyUpdate?: boolean;
  readonly plainHttp?: boolean;
  readonly verify?: boolean;
  readonly keyring?: string | undefined;
  readonly repository: Repository;
}

interface Repository {
  /** A URL, or the name of a repository that the user has added to Helm. */
  readonly repo?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Reads the members that a program's `repositoryOpts` or `fetchOpts` has, the latter in snake case. */
export function repositoryIn(value: unknown): Repository {
  const text = (...names: readonly string[]): string | undefined => {
    const found = names.map((name) => memberOf(isObject(value) ? value : {}, name));
    return found.find((each) => typeof each === "string" && each !== "") as string | undefined;
  };
  return {
    repo: text("repo"),
    username: text("username"),
    password: text("password"),
    caFile: text("caFile", "ca_file"),
    certFile: text("certFile", "cert_file"),
    keyFile: text("keyFile", "key_file"),
  };
}

/**
 * The arguments that name a chart in `helm template`, `install` and `upgrade`: the chart itself, then flags.
 *
 * A password is no argument, which every process of the machine could read: a repository or registry with one is logged in to
 * with settings that are removed with this use of Helm.
 *
 * @throws {HelmFailed} of the login
 */
export async function chartArguments(helm: Helm, source: ChartSource): Promise<readonly string[]> {
  const { repository, version, devel, dependencyUpdate, plainHttp, verify, keyring } = source;
  const { chart, flags } = await located(helm, source.chart.trim(), repository);
  return [
    chart,
    ...flags,
    ...(version ? ["--version", version.trim()] : devel ? ["--devel"] : []),
    ...(dependencyUpdate ? ["--dependency-update"] : []),
    ...(plainHttp ? ["--plain-http"] : []),
    ...(verify ? ["--verify"] : []),
    ...(keyring ? ["--keyring", keyring] : []),
  ];
}

async function located(helm: Helm, chart: string, repository: Repository) {
  const { repo, username, password, caFile, certFile, keyFile } = repository;
  const tls = [
    ...(caFile ? ["--ca-file", caFile] : []),
    ...(certFile ? ["--cert-file", certFile] : []),
    ...(keyFile ? ["--key-file", keyFile] : []),
  ];
  const isUrl = repo !== undefined && URL.canParse(repo) && /^[a-z][a-z0-9+.-]*:\/\//iu.test(repo);
  if (chart.startsWith("oci://")) {
    if (password === undefined) return { chart, flags: tls };
    const config = await helm.file("registry.json", "{}");
    const host = new URL(chart).host;
    const login = ["registry", "login", host, "--username", username ?? "", "--password-stdin"];
    await helm.run([...login, "--registry-config", config, ...tls], password);
    return { chart, flags: [...tls, "--registry-config", config] };
  }
  if (!isUrl) return { chart: repo !== undefined && !chart.includes("/") ? `${repo}/${chart}` : chart, flags: tls };
  if (password === undefined)
    return { chart, flags: ["--repo", repo, ...(username ? ["--username", username] : []), ...tls] };
  const config = await helm.file("repositories.yaml", "");
  const own = ["--repository-config", config, "--repository-cache", path.join(path.dirname(config), "cache")];
  const added = ["repo", "add", "given", repo, "--username", username ?? "", "--password-stdin"];
  await helm.run([...added, ...own, ...tls], password);
  return { chart: `given/${chart}`, flags: own };
}
