/** One set of equal pods, as a rollout counts them. */
export interface PodSet {
  readonly name: string;
  /** How many pods it is to have. */
  readonly wanted: number;
  /** How many it has now, ready or not. */
  readonly existing: number;
  readonly available: number;
}

export interface Rollout {
  readonly replicas: number;
  /** Pods beyond `replicas` that may exist for a while. */
  readonly maxSurge: number;
  /** Pods short of `replicas` that may be missing for a while. */
  readonly maxUnavailable: number;
  readonly newest: PodSet;
  readonly older: readonly PodSet[];
}

/**
 * The next sizes of a rolling update's pod sets. Called again after each change until nothing changes any more.
 *
 * Never more than `replicas + maxSurge` pods are wanted, and never are so many taken away that fewer than
 * `replicas - maxUnavailable` are available; pods that are not available are taken away first.
 */
export function planRollingUpdate(rollout: Rollout): ReadonlyMap<string, number> {
  const { replicas, maxSurge } = rollout;
  const [newest, older] = [counted(rollout.newest), rollout.older.map(counted)];
  // Both at zero would stop every rollout, so one pod may be missing then.
  const maxUnavailable = maxSurge === 0 && rollout.maxUnavailable === 0 ? 1 : rollout.maxUnavailable;
  const olderWanted = sum(older.map(({ wanted }) => wanted));
  const olderExisting = sum(older.map(({ wanted, existing }) => Math.max(wanted, existing)));

  const room = replicas + maxSurge - olderExisting;
  const grown = olderWanted === 0 && olderExisting === 0 ? replicas : Math.min(replicas, Math.max(newest.wanted, room));
  const sizes = new Map<string, number>([[newest.name, Math.max(0, grown)]]);

  const mustStay = Math.max(0, replicas - maxUnavailable);
  let spare = newest.available + sum(older.map(({ available }) => available)) - mustStay;
  for (const { name, wanted, available } of older) {
    const idle = Math.max(0, wanted - available);
    const taken = Math.min(available, Math.max(0, spare));
    spare -= taken;
    sizes.set(name, wanted - idle - taken);
  }
  return sizes;
}

/** Pods that are being removed no longer count as available, even while their status says so. */
function counted(set: PodSet): PodSet {
  return { ...set, available: Math.min(set.available, set.wanted) };
}

/** What `maxSurge: 25%` means for so many replicas. Shares of pods that may be too many are rounded up, of those too few down. */
export function podsOf(share: unknown, replicas: number, round: "up" | "down"): number {
  if (typeof share === "number") return share;
  const percent = /^(\d+)%$/.exec(String(share))?.[1];
  if (percent === undefined) return Number(share) || 0;
  const pods = (Number(percent) / 100) * replicas;
  return round === "up" ? Math.ceil(pods) : Math.floor(pods);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
