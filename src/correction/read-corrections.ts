import {
  entriesIn,
  type Issue,
  issueAt,
  type Located,
  noSuchEnvironment,
  type Reading,
  readChecked,
} from "../environment/index.ts";
import { type FileTree, isObject, matchesStars } from "../lib/index.ts";
import { correctionsDocument } from "./document.ts";
import { type Corrections, correctionsPath } from "./settings.ts";

/**
 * Reads what becomes of drift in each of the named environments, or everything that is wrong with the file. Nothing becomes of it where there is
 * no file. An environment in two entries is an error: it would depend on their order how much may be done to it.
 *
 * @param environments names of all environments
 */
export async function readCorrections(tree: FileTree, environments: readonly string[]): Promise<Reading<Corrections>> {
  const read = await readChecked(tree, correctionsPath, correctionsDocument, (root) => issuesOf(root, environments));
  if (!read) return { ok: true, value: new Map(), issues: [] };
  if (!read.ok) return read;
  const { corrections } = read.value.spec;
  const value = new Map(
    environments.flatMap((name) => {
      const entry = corrections.find((each) => isNamed(each.environments, name));
      return entry ? [[name, { mode: entry.mode, atMost: entry.atMost }] as const] : [];
    }),
  );
  return { ...read, value };
}

const isNamed = (patterns: readonly unknown[], name: string): boolean =>
  patterns.some((pattern) => typeof pattern === "string" && matchesStars(pattern, name));

/** Of the environments of all entries, also where something else of an entry is wrong. */
function issuesOf(root: Located, names: readonly string[]): readonly Issue[] {
  const entries = entriesIn(root, ["spec", "corrections"]).map((entry): readonly unknown[] => {
    const environments = isObject(entry) ? entry["environments"] : undefined;
    return Array.isArray(environments) ? environments : [];
  });
  return entries.flatMap((patterns, index) =>
    patterns.flatMap((pattern, position) => {
      // What is no name is an issue of its own.
      if (typeof pattern !== "string" || pattern === "") return [];
      const at = ["spec", "corrections", index, "environments", position];
      const matching = names.filter((name) => matchesStars(pattern, name));
      if (matching.length === 0 && pattern !== "*") return [noSuchEnvironment(root, at, pattern)];
      const twice = matching.find((name) => entries.slice(0, index).some((other) => isNamed(other, name)));
      if (twice === undefined) return [];
      const message = `${twice} is in an entry above already; name each environment in one entry`;
      return [issueAt(root, at, { severity: "error", code: "environment-twice", message })];
    }),
  );
}
