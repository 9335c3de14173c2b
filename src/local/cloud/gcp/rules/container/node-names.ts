import { stableHex } from "../../values/index.ts";

/** A name is also the label `kubernetes.io/hostname`, whose value is this long at most. */
const longestName = 63;
const affixes = "gke---00000000-0000".length;

/** `gke-<cluster>-<pool>-<hex>-<hex>`: names of cluster and pool are cut where both do not fit; the digits tell them apart. */
export function nodeName(
  cluster: { readonly id: string; readonly name: string },
  at: { readonly pool: string; readonly zone: string; readonly index: number },
): string {
  const [clusterName, pool] = shortened(cluster.name, at.pool, longestName - affixes);
  const group = stableHex(`${cluster.id} ${at.pool} ${at.zone}`, 8);
  return `gke-${clusterName}-${pool}-${group}-${stableHex(`${at.zone} ${at.index}`, 4)}`;
}

/** `gke-<cluster>-<pool>-grp`, within the length of a Compute Engine name. */
export function instanceGroupName(cluster: string, pool: string): string {
  return `gke-${shortened(cluster, pool, longestName - "gke---grp".length).join("-")}-grp`;
}

/** Both names within `longest` characters together: each may have half, and what the other leaves. */
function shortened(one: string, other: string, longest: number): readonly [string, string] {
  const half = Math.floor(longest / 2);
  const first = cut(one, Math.max(half, longest - other.length));
  return [first, cut(other, longest - first.length)];
}

const cut = (name: string, length: number): string => name.slice(0, length).replace(/-+$/, "");
