import { closest, distance } from "fastest-levenshtein";

/**
 * The known name that an unknown one most likely misspells; `undefined` when none is near enough. Case does not count.
 *
 * A name is near when one of the two begins with the other, or when at most a third of its letters differ. Two letters may
 * differ in a short name, because two swapped letters are two edits; one letter at least has to agree.
 */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const letters = written.toLowerCase();
  const near = new Map(
    known.map((name) => [name.toLowerCase(), name] as const).filter(([name]) => isNear(letters, name)),
  );
  return near.size === 0 ? undefined : near.get(closest(letters, [...near.keys()]));
}

function isNear(written: string, name: string): boolean {
  const limit = Math.min(Math.max(2, Math.floor(name.length / 3)), name.length - 1);
  const isPart = written.length > 1 && (name.startsWith(written) || written.startsWith(name));
  return isPart || distance(written, name) <= limit;
}

/** ` (did you mean near?)`, to stand behind an unknown name in a message; empty without a near name. */
export function didYouMean(near: string | undefined): string {
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}
