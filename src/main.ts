import { readFileSync } from "node:fs";
import path from "node:path";
import { runCommandLine } from "./cli/index.ts";
import { projectRoot } from "./lib/index.ts";
import { processTerminal } from "./wiring/index.ts";

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
process.once("SIGTERM", () => interrupted.abort());

const { version } = JSON.parse(readFileSync(path.join(projectRoot(), "package.json"), "utf8")) as { version: string };

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  { version, cwd: process.cwd(), terminal: processTerminal(process), signal: interrupted.signal },
  [],
);
