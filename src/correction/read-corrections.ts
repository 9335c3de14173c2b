import {
  entriesIn,
  type Issue,
  inOrder,
  issueAt,
  type Located,
  type Reading,
  readDocument,
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
  const read = await readDocument(tree, correctionsPath, correctionsDocument);
  if (!read) return { ok: true, value: new Map(), issues: [] };
  if ("wrong" in read) {
    const overlaps = read.root ? issuesOf(read.root, environments) : [];
    return { ok: false, issues: inOrder([...read.wrong, ...overlaps]) };
  }
  const { root, value: written, issues: syntax } = read;
  const { corrections } = written.spec;
  const issues = inOrder([...syntax, ...issuesOf(root, environments)]);
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  const value = new Map(
    environments.flatMap((name) => {
      const entry = corrections.find((each) => isNamed(each.environments, name));
      return entry ? [[name, { mode: entry.mode, atMost: entry.atMost }] as const] : [];
    }),
  );
  return { ok: true, value, issues };
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
      if (matching.length === 0 && pattern !== "*") {
        const message = `no environment is called ${JSON.stringify(pattern)}; name one that is there, or remove it`;
        // One that left Git keeps no other environment from being corrected.
        return [issueAt(root, at, { severity: "warning", code: "unknown-environment", message })];
      }
      const twice = matching.find((name) => entries.slice(0, index).some((other) => isNamed(other, name)));
      if (twice === undefined) return [];
      const message = `${twice} is in an entry above already; name each environment in one entry`;
      return [issueAt(root, at, { severity: "error", code: "environment-twice", message })];
    }),
  );
}
