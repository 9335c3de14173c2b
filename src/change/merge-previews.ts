import type { AffectedEnvironment } from "./affected.ts";
import type { AffectedChange } from "./affected-change.ts";
import { NoParts, PartsOfDifferentChanges, PartsOverlap } from "./errors.ts";
import { type ChangePreview, digestOfPreviews, type EnvironmentPreview, layersToCompare } from "./preview.ts";
import type { StateLookedAt } from "./state-looked-at.ts";

/** A preview of some of the environments that a change touches. */
export interface PreviewPart {
  /** Where it was read, for messages. */
  readonly name: string;
  readonly preview: ChangePreview;
}

/** What all parts together have to be about. */
export interface ExpectedParts {
  /** Where it was read, for messages. */
  readonly name: string;
  readonly change: AffectedChange;
  /** When it was found that parts are missing, in ISO 8601. */
  readonly at: string;
}

/**
 * The one preview that several parts are of. The order of the parts does not matter, and the parts of a preview merge to that preview.
 *
 * An environment that is expected and in no part is unknown; of one whose folder left Git there is nothing to compare, so it needs no
 * part. What took longest counts as its time.
 *
 * @throws {PartsOfDifferentChanges} {@link PartsOverlap} {@link NoParts}
 */
export function mergePreviews(parts: readonly PreviewPart[], expected?: ExpectedParts): ChangePreview {
  requireOneChange(parts, expected);
  requireNoOverlap(parts);
  const previews = parts.map(({ preview }) => preview);
  // What was expected was found out apart from the jobs that made the parts.
  const change = expected?.change ?? previews[0];
  if (!change) throw new NoParts();
  const found = new Map(expected?.change.affected.environments.map((each) => [each.name, each]));
  const known = previews
    .flatMap((preview) => preview.environments)
    .map((each) => ({ ...each, affected: found.get(each.affected.name) ?? each.affected }));
  const environments = [...known, ...missing(known, expected)].toSorted(byName);
  const isRehearsed = previews.some(({ rehearsed }) => rehearsed !== undefined);
  const planDigest = isRehearsed ? undefined : digestOfPreviews(environments);
  const { commit, target, affected } = change;
  const unrecorded = previews.map((preview) => preview.unrecorded).find((problem) => problem !== undefined);
  return {
    commit,
    ...(target && { target }),
    affected: { ...affected, environments: environments.map((each) => each.affected) },
    environments,
    ...(planDigest && { planDigest }),
    states: statesOf(previews),
    uncommitted: { paths: sorted(previews.flatMap(({ uncommitted }) => uncommitted.paths)) },
    ...(unrecorded && { unrecorded }),
    local: previews.some(({ local }) => local),
    ...(isRehearsed && { rehearsed: "outside" }),
    milliseconds: Math.max(0, ...previews.map(({ milliseconds }) => milliseconds)),
  };
}

/** In words, since they are shown side by side where they differ. */
function aboutOf({ commit, target, affected }: AffectedChange): Readonly<Record<string, string>> {
  return {
    commit,
    base: affected.range?.base ?? "none",
    target: target?.commit ?? "none",
    "number of environments": String(affected.total),
    "number of changed files": String(affected.changedFiles),
  };
}

function requireOneChange(parts: readonly PreviewPart[], expected: ExpectedParts | undefined): void {
  const sources = [
    ...(expected ? [{ name: expected.name, facts: aboutOf(expected.change) }] : []),
    ...parts.map(({ name, preview }) => ({
      name,
      facts: { ...aboutOf(preview), cloud: preview.local ? "the local one" : "the declared one" },
    })),
  ];
  const said = new Map<string, { readonly name: string; readonly says: string }>();
  for (const { name, facts } of sources)
    for (const [about, says] of Object.entries(facts)) {
      const one = said.get(about) ?? { name, says };
      said.set(about, one);
      if (one.says !== says) throw new PartsOfDifferentChanges({ one, other: { name, says }, about });
    }
}

function requireNoOverlap(parts: readonly PreviewPart[]): void {
  const partOf = new Map<string, string>();
  for (const { name, preview } of parts)
    for (const { affected } of preview.environments) {
      const other = partOf.get(affected.name);
      if (other !== undefined) throw new PartsOverlap({ environment: affected.name, parts: [other, name] });
      partOf.set(affected.name, name);
    }
}

function missing(
  known: readonly EnvironmentPreview[],
  expected: ExpectedParts | undefined,
): readonly EnvironmentPreview[] {
  if (!expected) return [];
  const names = new Set(known.map(({ affected }) => affected.name));
  return expected.change.affected.environments
    .filter(({ name }) => !names.has(name))
    .map((affected) => ({
      affected,
      layers: layersToCompare(affected).map((layer) => unknownLayer(layer, affected, expected.at)),
    }));
}

function unknownLayer(
  layer: EnvironmentPreview["layers"][number]["layer"],
  { name }: AffectedEnvironment,
  at: string,
): EnvironmentPreview["layers"][number] {
  const message =
    "None of the parts has it: the job that was to preview it failed, was skipped, or did not hand its part over. Run that job again, " +
    `or: groundwork preview --env ${name} --part FILE`;
  return { layer, at, kind: "unknown", problem: { code: "part-missing", kind: "unknown", message, details: [] } };
}

/** How many stacks a state holds is not known where one part did not find out; it may have grown between two parts. */
function statesOf(previews: readonly ChangePreview[]): readonly StateLookedAt[] {
  const all = previews.flatMap(({ states }) => states);
  return sorted(all.map(({ location }) => location)).map((location) => {
    const counts = all.filter((state) => state.location === location).map(({ stacks }) => stacks);
    const known = counts.filter((count) => count !== undefined);
    return { location, ...(known.length === counts.length && { stacks: Math.max(...known) }) };
  });
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}

function byName(a: EnvironmentPreview, b: EnvironmentPreview): number {
  return a.affected.name < b.affected.name ? -1 : 1;
}
