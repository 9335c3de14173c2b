import type { World } from "../world/world.ts";

/** What holds in every history. */
export interface Invariant {
  /** As a sentence. */
  readonly name: string;
  /** Whether it holds after each event, or only when every job has come to its end and the forge answers. */
  readonly when: "always" | "at-the-end";
  /** What is wrong, for people; `undefined` where nothing is. */
  readonly problem: (world: World) => string | undefined | Promise<string | undefined>;
}

/** What is wrong with the first of them that something is wrong with. */
export function firstProblem<T>(all: readonly T[], problem: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = problem(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
