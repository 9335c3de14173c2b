import type { FileTree } from "../lib/index.ts";
import { type AddressBook, readAddressBook } from "./address-book.ts";
import { checkReferences } from "./check-references.ts";
import { EnvironmentReader, type ReadEnvironment } from "./environment-reader.ts";
import type { Issue, Reading } from "./issue.ts";

/** Environments of one tree that were read together. */
export interface Fleet {
  /** All folders that are meant to be environments, sorted: also those that are not valid, or were not read. */
  readonly names: readonly string[];
  /** What was read, by name, sorted, with everything that is wrong with each. */
  readonly readings: ReadonlyMap<string, Reading<ReadEnvironment>>;
  readonly book: Reading<AddressBook>;
  /** Paths of the profiles that were looked at, and what is wrong with each by itself. */
  readonly profiles: ReadonlyMap<string, readonly Issue[]>;
}

/** Reads every environment and profile of a tree. Never throws for what the files say. */
export async function loadFleet(tree: FileTree): Promise<Fleet> {
  const reader = new EnvironmentReader(tree);
  const profiles = await Promise.all(
    (await reader.profiles()).map(async (path) => [path, await reader.checkProfile(path)] as const),
  );
  return { ...(await readTogether(reader, tree, await reader.names())), profiles: new Map(profiles) };
}

/** Reads one environment, and those it depends on directly or not: all that its references need. */
export async function loadWithUpstream(tree: FileTree, name: string): Promise<Fleet> {
  const reader = new EnvironmentReader(tree);
  const known = new Set(await reader.names());
  const wanted = new Set([name]);
  for (const next of wanted) {
    const reading = await reader.read(next);
    for (const upstream of reading.ok ? reading.value.environment.dependsOn : []) {
      if (known.has(upstream)) wanted.add(upstream);
    }
  }
  return readTogether(reader, tree, [...wanted].toSorted());
}

/** The valid environments of a fleet, by name, sorted. */
export function validEnvironments({ readings }: Fleet): ReadonlyMap<string, ReadEnvironment> {
  return new Map([...readings].flatMap(([name, reading]) => (reading.ok ? [[name, reading.value]] : [])));
}

/** Every issue of a fleet by file and line, each once however many environments share the profile it stands in. */
export function issuesOf({ readings, book, profiles }: Fleet): readonly Issue[] {
  const issues = [...readings.values()].flatMap((reading) => reading.issues);
  return inOrder([...issues, ...book.issues, ...[...profiles.values()].flat()]);
}

/** Issues by file, line and column, each once. */
export function inOrder(issues: readonly Issue[]): readonly Issue[] {
  const once = new Map(issues.map((issue) => [`${issue.file}:${issue.line}:${issue.column} ${issue.message}`, issue]));
  return [...once.values()].toSorted(
    (one, other) => compare(one.file, other.file) || one.line - other.line || one.column - other.column,
  );
}

async function readTogether(reader: EnvironmentReader, tree: FileTree, wanted: readonly string[]): Promise<Fleet> {
  const book = await readAddressBook(tree);
  const alone = await Promise.all(wanted.map(async (name) => [name, await reader.read(name)] as const));
  const valid = new Map(alone.flatMap(([name, reading]) => (reading.ok ? [[name, reading.value] as const] : [])));
  const names = await reader.names();
  const around = { valid, names: new Set(names) };
  const readings = alone.map(([name, reading]): [string, Reading<ReadEnvironment>] => {
    const wrong = reading.ok ? checkReferences(reading.value, around) : [];
    const issues = [...reading.issues, ...wrong];
    return [name, wrong.length > 0 ? { ok: false, issues } : { ...reading, issues }];
  });
  return { names, readings: new Map(readings), book, profiles: new Map() };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
