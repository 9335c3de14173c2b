import { access, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { clauseOf, cleaningUp, GroundworkError, makeFolder, shellWord } from "../lib/index.ts";
import type { Database, Row } from "./database.ts";
import { DatabaseGone, DatabaseUnreachable } from "./errors.ts";
import { type FolderTurn, folderTurn } from "./folder-turn.ts";
import { installed } from "./installed.ts";

/**
 * A PostgreSQL database whose files lie in a folder, without a server.
 *
 * Its files may be open in one process at a time, so processes take turns, and each closes them when its question is answered.
 */
export function pgliteDatabase(folder: string, load = loadPGlite): Database {
  return {
    place: folder,
    async use(work) {
      const PGliteHere = await installed({ package: "@electric-sql/pglite", range: "0.5" }, load);
      return await inTurn(folder, async () => {
        const database = await opened(folder, PGliteHere);
        return await cleaningUp(
          () => work(async (statement, values = []) => (await database.query<Row>(statement, [...values])).rows),
          () => database.close(),
        );
      });
    },
  };
}

/** What is used of its package. */
export interface PGliteClass {
  create(folder: string): Promise<Pick<PGlite, "query" | "close">>;
}

/** @throws {DatabaseUnreachable} also for a folder that cannot be made */
async function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  let turn: FolderTurn;
  try {
    await makeFolder(folder);
    turn = await folderTurn(path.join(folder, "turns"));
  } catch (thrown) {
    throw unreachable(folder, thrown);
  }
  return await cleaningUp(work, () => turn.end());
}

/** Stands beside the folder, so that a folder that was emptied is told from one that is new. */
const markerText =
  "The record of Groundwork was begun in the folder beside this file. Without this file, it is begun anew there.\n";

/** @throws {DatabaseGone} where there was a database, and there is none. */
async function opened(folder: string, PGliteHere: PGliteClass) {
  const files = path.join(folder, "database");
  const marker = `${folder}.made`;
  try {
    if (!(await exists(files))) {
      if (await exists(marker)) throw new DatabaseGone({ place: folder, accept: `rm ${shellWord(marker)}` });
      await createDatabase(folder, files, PGliteHere);
    }
    // In an empty folder PGlite makes a new database without a word.
    if (!(await exists(path.join(files, "PG_VERSION")))) throw new Error(`${files} holds no database`);
    if (!(await exists(marker))) await writeFile(marker, markerText);
    return await PGliteHere.create(files);
  } catch (thrown) {
    throw unreachable(folder, thrown);
  }
}

/**
 * Made beside its place and renamed into it: a process that is killed meanwhile leaves no half database there. What it leaves
 * beside, the next one takes away, since only one process has its turn.
 */
async function createDatabase(folder: string, files: string, PGliteHere: PGliteClass): Promise<void> {
  const draft = path.join(folder, "new");
  await rm(draft, { recursive: true, force: true });
  await (await PGliteHere.create(draft)).close();
  await rename(draft, files);
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw thrown;
  }
}

function unreachable(place: string, thrown: unknown): GroundworkError {
  if (thrown instanceof GroundworkError) return thrown;
  return new DatabaseUnreachable({ place, problem: clauseOf(thrown) }, { cause: thrown });
}

async function loadPGlite(): Promise<PGliteClass> {
  return (await import("@electric-sql/pglite")).PGlite;
}
