/**
 * What is wrong with the address of a repository that a sync agent is to fetch; `undefined` where nothing is. It never repeats
 * a password that the address holds.
 */
export function repositoryAddressProblem(written: string): string | undefined {
  const scp = /^(?:([^@/:\s]+)@)?([\w.-]+):(?!\/\/)\/?(\S+)$/.exec(written);
  if (scp !== null) {
    const [, user, host, path] = scp;
    return `is in the form of scp; write ssh://${user === undefined ? "" : `${user}@`}${host}/${path}`;
  }
  if (!/^(?:https?|ssh):\/\//.test(written)) return "has to begin with https://, http:// or ssh://";
  if (!URL.canParse(written) || /\s/.test(written)) return "is no address";
  const { protocol, hostname, password, pathname, username } = new URL(written);
  if (protocol !== "ssh:") return undefined;
  if (password !== "") return "holds a password; SSH is let in by the key of a Secret alone";
  if (hostname === "" || hostname.startsWith("-") || decoded(username).startsWith("-")) return "names no host";
  return pathname.length < 2 ? "names no repository" : undefined;
}

/** Whether an address is fetched by SSH. */
export const isSshAddress = (url: string): boolean => url.startsWith("ssh://");

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "-";
  }
}
