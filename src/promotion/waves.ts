import { matchesStars } from "../lib/index.ts";
import type { Canary, Share, Stage } from "./promotion.ts";

/**
 * The waves of a stage, in which a commit reaches those of its environments that it concerns: first the canaries, then the groups.
 *
 * Each environment is in exactly one wave. Those that it depends on are in the same wave or in an earlier one.
 *
 * @param concerned names of the environments of the stage that the commit concerns
 */
export function wavesOf(
  { canary, waves }: Pick<Stage, "canary" | "waves">,
  concerned: readonly string[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly string[])[] {
  const ordered = inOrder(concerned, dependencies);
  const first = canary ? canariesOf(canary, ordered, dependencies) : [];
  const rest = ordered.filter((name) => !first.includes(name));
  const size = waves ? sizeOf(waves.share, concerned.length) : Math.max(1, rest.length);
  const groups: string[][] = [];
  for (let at = 0; at < rest.length; at += size) groups.push(rest.slice(at, at + size));
  return first.length > 0 ? [first, ...groups] : groups;
}

/** How long a wave stands before the next one: the canaries' is another one than the groups'. */
export function soakOfWave({ canary, waves }: Pick<Stage, "canary" | "waves">, wave: number): number {
  return (canary && wave === 0 ? canary.soakMilliseconds : waves?.soakMilliseconds) ?? 0;
}

function canariesOf(
  { share, environments = [] }: Canary,
  ordered: readonly string[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const chosen = share
    ? ordered.slice(0, sizeOf(share, ordered.length))
    : ordered.filter((name) => environments.some((pattern) => matchesStars(pattern, name)));
  const all = new Set(chosen);
  for (const name of all) for (const upstream of dependencies.get(name) ?? []) all.add(upstream);
  return ordered.filter((name) => all.has(name));
}

/** At least one, so that every stage comes to its end. */
function sizeOf(share: Share, total: number): number {
  return "count" in share ? share.count : Math.max(1, Math.ceil((total * share.percent) / 100));
}

/** By name, each behind those that it depends on. Names in a circle keep their order. */
function inOrder(names: readonly string[], dependencies: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const known = new Set(names);
  const placed = new Set<string>();
  const place = (name: string, above: ReadonlySet<string>): void => {
    if (placed.has(name) || above.has(name)) return;
    const upstream = [...(dependencies.get(name) ?? [])].filter((other) => known.has(other)).toSorted();
    for (const other of upstream) place(other, new Set([...above, name]));
    placed.add(name);
  };
  for (const name of names.toSorted()) place(name, new Set());
  return [...placed];
}
