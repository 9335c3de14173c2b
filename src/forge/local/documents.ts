import { randomBytes } from "node:crypto";
import { link, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type * as z from "zod";
import { cleaningUp, createdAnew, makeFolder } from "../../lib/index.ts";
import { LocalForgeDamaged } from "./errors.ts";

/**
 * JSON documents in a folder, each kept in all of its versions: `<folder>/<name>/<version>.json`.
 *
 * Processes that change one at the same time do not lose each other's changes: a version is created once, by a hard link that
 * fails when the file is there, and the process that came second reads again. A process that ends in between leaves nothing
 * that the others have to wait for.
 */
export interface Documents {
  /** The newest version; `undefined` where there is none. @throws {LocalForgeDamaged} */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /**
   * Adds a version: what `change` makes of the newest one. It may be called several times, and adds nothing where it gives
   * `undefined` or what it was given.
   *
   * @returns the newest version
   */
  update<T>(name: string, schema: z.ZodType<T>, change: (now: T | undefined) => T | undefined): Promise<T | undefined>;
  /** Names of the documents of a folder, in numerical order. */
  names(folder: string): Promise<readonly string[]>;
}

export function documentsIn(folder: string): Documents {
  const newest = async <T>(name: string, schema: z.ZodType<T>): Promise<{ version: number; value: T | undefined }> => {
    const version = Math.max(0, ...(await entries(path.join(folder, name))).map(versionOf));
    if (version === 0) return { version, value: undefined };
    const file = path.join(folder, name, fileNameOf(version));
    const parsed = schema.safeParse(jsonOf(await readFile(file, "utf8")));
    if (!parsed.success) throw new LocalForgeDamaged({ file });
    return { version, value: parsed.data };
  };
  return {
    read: async (name, schema) => (await newest(name, schema)).value,
    async update(name, schema, change) {
      for (;;) {
        const { version, value } = await newest(name, schema);
        const next = change(value);
        if (next === undefined || next === value) return value;
        if (await createFile(path.join(folder, name, fileNameOf(version + 1)), next)) return next;
      }
    },
    names: async (of) => (await entries(path.join(folder, of))).toSorted((one, other) => Number(one) - Number(other)),
  };
}

/** Whole or not at all. @returns false when it is there already */
async function createFile(file: string, value: unknown): Promise<boolean> {
  await makeFolder(path.dirname(file));
  const draft = `${file}.${process.pid}-${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${JSON.stringify(value, undefined, 2)}\n`);
  return await cleaningUp(
    () => createdAnew(() => link(draft, file)),
    () => unlink(draft),
  );
}

const fileNameOf = (version: number) => `${String(version).padStart(6, "0")}.json`;
const versionOf = (name: string) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0);

async function entries(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
