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

/**
 * Reads the environments of one tree, each file once: for many questions about files that do not change. Never throws for what the
 * files say.
 */
export class FleetReader {
  readonly #reader: EnvironmentReader;
  readonly #readings = new Map<string, Promise<Reading<ReadEnvironment>>>();
  #book: Promise<Reading<AddressBook>> | undefined;
  #all: Promise<Fleet> | undefined;
  #names: Promise<ReadonlySet<string>> | undefined;

  constructor(private readonly tree: FileTree) {
    this.#reader = new EnvironmentReader(tree);
  }

  /** One environment by itself; its references to others are unchecked. */
  read(name: string): Promise<Reading<ReadEnvironment>> {
    const reading = this.#readings.get(name) ?? this.#reader.read(name);
    this.#readings.set(name, reading);
    return reading;
  }

  /** Every environment and profile. */
  all(): Promise<Fleet> {
    this.#all ??= this.#readAll();
    return this.#all;
  }

  /** One environment, and those it depends on directly or not: all that its references need. */
  async withUpstream(name: string): Promise<Fleet> {
    const known = await this.#known();
    const wanted = new Set([name]);
    for (const next of wanted) {
      const reading = await this.read(next);
      for (const upstream of reading.ok ? reading.value.environment.dependsOn : []) {
        if (known.has(upstream)) wanted.add(upstream);
      }
    }
    return this.#together([...wanted].toSorted());
  }

  async #readAll(): Promise<Fleet> {
    const profiles = await Promise.all(
      (await this.#reader.profiles()).map(async (path) => [path, await this.#reader.checkProfile(path)] as const),
    );
    return { ...(await this.#together(await this.#reader.names())), profiles: new Map(profiles) };
  }

  #known(): Promise<ReadonlySet<string>> {
    this.#names ??= this.#reader.names().then((names) => new Set(names));
    return this.#names;
  }

  async #together(wanted: readonly string[]): Promise<Fleet> {
    this.#book ??= readAddressBook(this.tree);
    const book = await this.#book;
    const alone = await Promise.all(wanted.map(async (name) => [name, await this.read(name)] as const));
    const valid = new Map(alone.flatMap(([name, reading]) => (reading.ok ? [[name, reading.value] as const] : [])));
    const names = await this.#reader.names();
    const around = { valid, names: await this.#known() };
    const readings = alone.map(([name, reading]): [string, Reading<ReadEnvironment>] => {
      const wrong = reading.ok ? checkReferences(reading.value, around) : [];
      const issues = [...reading.issues, ...wrong];
      return [name, wrong.length > 0 ? { ok: false, issues } : { ...reading, issues }];
    });
    return { names, readings: new Map(readings), book, profiles: new Map() };
  }
}

/** Reads every environment and profile of a tree. Never throws for what the files say. */
export function loadFleet(tree: FileTree): Promise<Fleet> {
  return new FleetReader(tree).all();
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

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
