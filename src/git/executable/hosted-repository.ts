/** Owner, name and host of a repository on a forge, using Pulumi's `vcs.*` fields. */
export interface HostedRepository {
  readonly owner: string;
  /** Everything after the owner, with `/` on hosts that have groups. */
  readonly repo: string;
  /** The host: `github.com`. */
  readonly kind: string;
}

/** Git's short form of an address over SSH, `git@github.com:acme/shop.git`: what has a slash before the colon is a path. */
const overSsh = /^git@([^:/]+):(.+)$/;

/**
 * The repository that a remote's address leads to, judged by the form of the address alone; `undefined` for paths and
 * for other forms.
 *
 * Never holds the credentials of the address.
 */
export function hostedRepository(address: string): HostedRepository | undefined {
  const place = placeOf(address);
  if (place === undefined) return undefined;
  const [owner = "", ...names] = place.path
    .replace(/\.git$/, "")
    .split("/")
    .filter((name) => name !== "");
  return names.length === 0 ? undefined : { owner, repo: names.join("/"), kind: place.host };
}

function placeOf(address: string): { readonly host: string; readonly path: string } | undefined {
  const [, sshHost, sshPath = ""] = overSsh.exec(address) ?? [];
  if (sshHost !== undefined) return { host: sshHost, path: sshPath };
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  return { host, path: decoded(pathname) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
