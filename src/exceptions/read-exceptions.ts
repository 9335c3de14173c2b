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
import { day, exceptionsDocument } from "./document.ts";
import { type Exception, exceptionsPath, isExpired } from "./exception.ts";

/** What exceptions are checked against. */
export interface ExceptionFacts {
  /** Names of all environments. */
  readonly environments: readonly string[];
  readonly now: Date;
}

/**
 * Reads the exceptions of a tree: all that count or counted, or everything that is wrong with the file. One that is over is a warning.
 * None where there is no file. Never throws for what the file says.
 */
export async function readExceptions(tree: FileTree, facts: ExceptionFacts): Promise<Reading<readonly Exception[]>> {
  const read = await readChecked(tree, exceptionsPath, exceptionsDocument, (root) => issuesOf(root, facts));
  if (!read) return { ok: true, value: [], issues: [] };
  if (!read.ok) return read;
  const { exceptions } = read.value.spec;
  return { ...read, value: exceptions.map(({ paths, ...each }) => ({ ...each, ...(paths && { paths }) })) };
}

/** Of all entries, also where something else of one is wrong. */
function issuesOf(root: Located, facts: ExceptionFacts): readonly Issue[] {
  return entriesIn(root, ["spec", "exceptions"]).flatMap((entry, index) =>
    isObject(entry) ? issuesOfEntry(entry, index, root, facts) : [],
  );
}

function issuesOfEntry(
  { environments, until }: Readonly<Record<string, unknown>>,
  index: number,
  root: Located,
  facts: ExceptionFacts,
): readonly Issue[] {
  const at = (...path: readonly (string | number)[]) => ["spec", "exceptions", index, ...path];
  const patterns: readonly unknown[] = Array.isArray(environments) ? environments : [];
  const unknown = patterns.flatMap((pattern, position) =>
    // What is no name is an issue of its own.
    typeof pattern !== "string" || pattern === "" || facts.environments.some((name) => matchesStars(pattern, name))
      ? []
      : [noSuchEnvironment(root, at("environments", position), pattern)],
  );
  if (!isDay(until) || !isExpired({ until }, facts.now)) return unknown;
  const message = `${until} was its last day, so that what it accepted counts again; remove the entry, or write a later day`;
  const over = issueAt(root, at("until"), { severity: "warning", code: "exception-is-over", message });
  return [...unknown, over];
}

function isDay(value: unknown): value is string {
  return day.safeParse(value).success;
}
