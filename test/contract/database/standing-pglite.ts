import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { pgliteDatabase } from "../../../src/database/index.ts";

/** A database in a folder that the tests around it have in common. */
export interface StandingPglite {
  readonly folder: string;
  readonly database: PGlite;
  /** Opening the files takes a fifth of a second each time: here they stay open. */
  readonly keptOpen: NonNullable<Parameters<typeof pgliteDatabase>[1]>;
}

/** The files of a new database take seconds to write, so all tests have the same ones, and each begins without the table. */
export function standingPglite(table: string): StandingPglite {
  let folder = "";
  let database: PGlite;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "groundwork-pglite-"));
    await pgliteDatabase(folder).use(async (query) => await query("SELECT 1"));
    database = await PGlite.create(path.join(folder, "database"));
  }, 60_000);
  afterEach(() => database.exec(`DROP TABLE IF EXISTS ${table}`));
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.made`);
  });
  return {
    get folder() {
      return folder;
    },
    get database() {
      return database;
    },
    keptOpen: async () => ({
      create: async () => ({ query: database.query.bind(database), close: () => Promise.resolve() }),
    }),
  };
}
