/** A block of ids of this host that are those of a machine, from its root on. */
export interface IdRange {
  /** Of users and of groups alike, as the process sees them that makes a machine's namespaces. */
  readonly first: number;
  readonly count: number;
}

/** What this process may give away. */
export interface IdsHere {
  /** Of the process. */
  readonly uid: number;
  readonly user: string;
  /** `/proc/self/uid_map`. */
  readonly uidMap: string;
  /** `/etc/subuid` and `/etc/subgid`; empty where there is none. */
  readonly subordinate: { readonly users: string; readonly groups: string };
}

const enough = 65_536;
/** Above the ids that systemd gives to containers, below those that a signed number cannot hold. */
const firstUnused = 0x70_00_00_00;
/** Fewer hold no accounts beside those of the system. */
const fewest = 4_096;

/**
 * The ids of machines: none of them is one of this host's accounts, so that a process that left its machine could do nothing with a file
 * of the host.
 *
 * Root takes ids that no account has. An ordinary user has only those of `/etc/subuid` and `/etc/subgid`, which follow its own in the
 * namespace in which a machine's are made. `undefined` where there are too few.
 */
export function idRangeOf({ uid, user, uidMap, subordinate }: IdsHere): IdRange | undefined {
  if (uid === 0) {
    const [, , length = 0] = uidMap.trim().split(/\s+/u).map(Number);
    if (length > firstUnused + enough) return { first: firstUnused, count: enough };
    // Root of a container: the upper half of its ids, which its own accounts seldom have.
    const count = Math.floor(length / 2);
    return count < fewest ? undefined : { first: length - count, count };
  }
  const counts = [subordinate.users, subordinate.groups].map((text) => countOf(text, [user, String(uid)]));
  const count = Math.min(...counts) - 1;
  return count < fewest ? undefined : { first: 1, count: Math.min(count, enough) };
}

/** Of the first block that one of these names has. */
function countOf(text: string, names: readonly string[]): number {
  const lines = text.split("\n").map((line) => line.split(":"));
  return Number(lines.find(([name = ""]) => names.includes(name))?.[2] ?? 0);
}
