/**
 * The address under which an agent in a cluster can fetch a cloned repository.
 *
 * Agents fetch over HTTP(S): SSH addresses, also in their scp form, become the HTTPS address of the same repository.
 * Credentials are removed from the address, because every reader of the cluster could see them. `undefined` for
 * addresses that no agent could reach, such as a path of this machine.
 */
export function fetchableUrl(remote: string): string | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(remote);
  const written = scp && !/^[a-z]$/i.test(scp[1] ?? "") ? `https://${scp[1]}/${scp[2]}` : remote;
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol === "ssh:" || url.protocol === "git+ssh:") return `https://${url.hostname}${url.pathname}`;
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  url.username = "";
  url.password = "";
  return url.href;
}
