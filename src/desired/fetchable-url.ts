/**
 * A remote of a clone as an address that a cluster can fetch without a key: SSH remotes as the HTTPS address of the same
 * repository. `undefined` for a path on disk and for protocols that no agent speaks.
 */
export function fetchableUrl(remote: string): string | undefined {
  if (/^https?:\/\//.test(remote)) return withoutCredentials(remote);
  const ssh = /^(?:ssh:\/\/)?(?:[^@/\s]+@)([^:/\s]+)(?::\d+\/|[:/])(.+)$/.exec(remote);
  return ssh ? `https://${ssh[1]}/${ssh[2]}` : undefined;
}

/** Credentials in a remote's address are the developer's own and never go to a cluster. */
function withoutCredentials(remote: string): string {
  const url = new URL(remote);
  url.username = "";
  url.password = "";
  return url.href;
}
