import { hashBelow } from "./names.ts";

/**
 * Zones for `count` machines of one group, in the order of the machines' numbers.
 *
 * `even` goes round the zones from one that the group's name picks: no two zones differ by more than one machine, and groups
 * of one machine do not all stand in the first zone. `pack` keeps to the first zone. More machines move none that exist; other
 * zones may move any.
 */
export function spreadOverZones(
  group: string,
  count: number,
  { zones, spread }: { readonly zones: readonly string[]; readonly spread: "even" | "pack" },
): readonly string[] {
  const start = spread === "even" ? hashBelow(group, zones.length) : 0;
  const step = spread === "even" ? 1 : 0;
  return Array.from({ length: count }, (_, index) => zones[(start + index * step) % zones.length] ?? "");
}

/** How many nodes a pool has in each zone. Counts are per zone where GKE takes them so, totals otherwise. */
export type PoolSize =
  | { readonly kind: "fixed"; readonly zones: readonly string[]; readonly nodesPerZone: number }
  | { readonly kind: "autoscaled"; readonly zones: readonly string[]; readonly min: number; readonly max: number };

/**
 * Sizes a node pool.
 *
 * A pool never has more zones than it may have nodes, so that one node per zone, with which autoscaled pools start, is within
 * its limits. A fixed number that its zones do not divide is an autoscaled pool without room to move.
 */
export function sizePool(
  pool: string,
  { min, max }: { readonly min: number; readonly max: number },
  zones: readonly string[],
): PoolSize {
  const start = hashBelow(pool, zones.length);
  const rotated = [...zones.slice(start), ...zones.slice(0, start)];
  const used = rotated.slice(0, Math.max(1, Math.min(zones.length, max))).toSorted();
  if (min === max && max % used.length === 0) return { kind: "fixed", zones: used, nodesPerZone: max / used.length };
  return { kind: "autoscaled", zones: used, min, max };
}
