const agentRepository = "ghcr.io/groundwork-dev/agent";
const brokenTags: ReadonlySet<string> = new Set(["broken", "invalid", "does-not-exist"]);

export interface ImageName {
  /** With the registry, without tag and digest: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
}

/** Reads an image as a container runtime does: `nginx` is `docker.io/library/nginx:latest`. */
export function parseImage(image: string): ImageName {
  const [withoutDigest = ""] = image.split("@");
  const [, name = "", tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(withoutDigest) ?? [];
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  if (hasRegistry) return { repository: name, tag };
  return { repository: `docker.io/${rest.length === 0 ? "library/" : ""}${name}`, tag };
}

/** Whether an image is one that, by the rule of the simulated kubelet, cannot be pulled. */
export function cannotBePulled(image: string): boolean {
  const { repository, tag } = parseImage(image);
  const registry = repository.split("/")[0]?.replace(/:\d+$/, "") ?? "";
  return registry.endsWith(".invalid") || brokenTags.has(tag);
}

/**
 * Whether the sync agent runs in place of a container's program: its own image, and Flux's kustomize-controller, whose objects mean the same
 * to it. `undefined` for every other image: it only counts as running.
 */
export function agentIn(image: string): { readonly takesArguments: boolean } | undefined {
  const { repository } = parseImage(image);
  if (repository === agentRepository) return { takesArguments: true };
  return repository.endsWith("/fluxcd/kustomize-controller") ? { takesArguments: false } : undefined;
}
