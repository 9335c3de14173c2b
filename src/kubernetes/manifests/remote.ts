/**
 * Whether kustomize takes a value for an address: of a file on a server, or of a Git repository
 * (`api/internal/git/repospec.go`, `api/internal/oci`: a scheme, `user@host:path`, or a path that begins with `github.com`).
 */
export function isRemote(written: string): boolean {
  return (
    /^(?:git::)?(?:https?|ssh|file|oci):\/\//i.test(written) ||
    /^(?:git::)?[a-z][a-z0-9-]*@[^/]+[:/]/i.test(written) ||
    /^(?:git::)?github\.com[/:]/i.test(written)
  );
}

/** Whether an address names one commit by its whole name: its content is the same for ever. */
export const isPinned = (remote: string): boolean => /[?&](?:ref|version)=[0-9a-f]{40}\b/.test(remote);

/**
 * Whether what is at `remote` may be of the repository at `own`, which is unknown when it has no remote.
 * Host and path are compared, without scheme, user, port and `.git`.
 */
export function mayBeOwn(remote: string, own: string | undefined): boolean {
  if (own === undefined) return true;
  const wanted = placeOf(own);
  const named = placeOf(remote);
  const [host = "", ...path] = wanted.split("/");
  // Files of GitHub are served from other hosts under the repository's path.
  return named.includes(wanted) || (host.endsWith("github.com") && named.includes(`/${path.join("/")}/`));
}

function placeOf(address: string): string {
  return address
    .toLowerCase()
    .replace(/^git::/, "")
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(/^([^/:]+):(?:\d+\/)?/, "$1/")
    .replace(/\.git(?=$|[/?#])/, "")
    .replace(/\/+/g, "/")
    .replace(/\/$/, "");
}
