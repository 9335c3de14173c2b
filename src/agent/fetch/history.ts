/** The parents of a commit, or `undefined` when the commit is not here. */
export type ParentsOf = (commit: string) => Promise<readonly string[] | undefined>;

/** Whether `ancestor` can be reached from `commit` through the history that is here. */
export async function descends(commit: string, ancestor: string, parentsOf: ParentsOf): Promise<boolean> {
  const seen = new Set<string>();
  let level = [commit];
  while (level.length > 0) {
    if (level.includes(ancestor)) return true;
    for (const one of level) seen.add(one);
    const parents = (await Promise.all(level.map(parentsOf))).flatMap((some) => some ?? []);
    level = [...new Set(parents)].filter((one) => !seen.has(one));
  }
  return false;
}

/** The commits that can be reached from `commit` and not from `known`, the newest first, through the history that is here. */
export async function commitsSince(commit: string, known: string, parentsOf: ParentsOf): Promise<readonly string[]> {
  const old = new Set(await reached([known], parentsOf, new Set()));
  return reached([commit], parentsOf, old);
}

async function reached(
  from: readonly string[],
  parentsOf: ParentsOf,
  without: ReadonlySet<string>,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  let level = from.filter((one) => !without.has(one));
  while (level.length > 0) {
    for (const one of level) seen.add(one);
    const parents = (await Promise.all(level.map(parentsOf))).flatMap((some) => some ?? []);
    level = [...new Set(parents)].filter((one) => !seen.has(one) && !without.has(one));
  }
  return [...seen];
}
