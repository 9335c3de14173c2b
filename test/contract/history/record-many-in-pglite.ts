// A job that records run after run in a folder of PGlite, and prints a line for each. Its arguments are the folder and how many.
import { pgliteDatabase } from "../../../src/database/index.ts";
import { tableHistory } from "../../../src/history/postgres/index.ts";
import { runOn } from "./records.ts";

const [, , folder = "", days = "1"] = process.argv;
const history = tableHistory(pgliteDatabase(folder));
for (let day = 1; day <= Number(days); day++) {
  await history.record({ ...runOn(day, "up", { dev: "succeeded" }), by: `process ${process.pid}` });
  process.stdout.write(`${day}\n`);
}
