// A job that records run after run until it is killed, and prints a line for each. Its argument is the clone.
import { gitNotesHistory } from "../../../src/history/git-notes/index.ts";
import { runOn } from "./records.ts";

const [, , folder = ""] = process.argv;
const history = gitNotesHistory({ folder, remote: "origin", environment: process.env });
for (let day = 1; day < 300; day++) {
  await history.record(runOn(day, "up", { dev: "succeeded" }));
  process.stdout.write(`${day}\n`);
}
