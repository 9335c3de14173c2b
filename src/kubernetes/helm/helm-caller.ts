/** Where `helm` is run: the folder of a program, and the part of its environment that Helm needs. JSON. */
export interface HelmCaller {
  /** Absolute; relative paths of charts and files start there. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Variables that Helm finds itself, its caches and its networks by. None that name a cluster, since the provider's is meant, and
 * none that hold credentials: the process that runs Helm outlives the run.
 */
const passedOn: ReadonlySet<string> = new Set(
  `PATH HOME TMPDIR HELM_CACHE_HOME HELM_CONFIG_HOME HELM_DATA_HOME HELM_PLUGINS HELM_REGISTRY_CONFIG HELM_REPOSITORY_CACHE
  HELM_REPOSITORY_CONFIG XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME DOCKER_CONFIG NO_PROXY no_proxy SSL_CERT_FILE
  SSL_CERT_DIR`.split(/\s+/),
);

/** Proxies are passed on when their URL holds no login. */
const proxies: readonly string[] = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];

/** What a process may run Helm with on behalf of a program. */
export function helmCallerOf(folder: string, environment: NodeJS.ProcessEnv): HelmCaller {
  const kept = Object.entries(environment).filter(([name, value]) => {
    if (value === undefined) return false;
    return passedOn.has(name) || (proxies.includes(name) && !value.includes("@"));
  });
  return { folder, environment: Object.fromEntries(kept) as Record<string, string> };
}
