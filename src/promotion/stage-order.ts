import type { RawStage } from "./document.ts";

type OrderedStage = Pick<RawStage, "name" | "after">;

/** Names of the stages that each one follows directly: those that it names, or the one above it. */
export function directlyBefore(stages: readonly OrderedStage[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    stages.map(({ name, after }, index) => {
      const above = stages[index - 1];
      return [name, after ?? (above ? [above.name] : [])];
    }),
  );
}

/** Names of all stages before each one, the nearest first. One in a circle is before itself. */
export function stagesBefore(stages: readonly OrderedStage[]): ReadonlyMap<string, readonly string[]> {
  const direct = directlyBefore(stages);
  return new Map(
    stages.map(({ name }) => {
      const found = new Set(direct.get(name));
      for (const each of found) for (const next of direct.get(each) ?? []) found.add(next);
      return [name, [...found]];
    }),
  );
}

/** The shortest way from a stage over those before it back to itself, with its name at both ends. */
export function circleThrough(name: string, stages: readonly OrderedStage[]): readonly string[] | undefined {
  const direct = directlyBefore(stages);
  const ways = new Map<string, readonly string[]>([[name, [name]]]);
  for (const [at, way] of ways)
    for (const next of direct.get(at) ?? []) {
      if (next === name) return [...way, name];
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  return undefined;
}
