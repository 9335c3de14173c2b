import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../src/lib/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

const run = promisify(execFile);

/** How long a command takes that does nothing but start. */
export const help: Benchmark = {
  name: "groundwork --help",
  unit: "ms",
  goal: 200,
  runs: 9,
  prepare: async () => ({
    measure: () =>
      milliseconds(() => run(process.execPath, [path.join(projectRoot(), "bin", "groundwork.js"), "--help"])),
  }),
};
