import { readFileSync } from "node:fs";
import path from "node:path";
import { ExitCode, everyCommand, reportError, runCommandLine } from "./cli/index.ts";
import { projectRoot, withoutMachineFolders } from "./lib/index.ts";
import {
  driverHost,
  endCode,
  invocationOf,
  type LostOutput,
  machineFolders,
  openLocal,
  processTerminal,
  stackHost,
  watchInterrupts,
} from "./wiring/index.ts";

const { version } = JSON.parse(readFileSync(path.join(projectRoot(), "package.json"), "utf8")) as { version: string };

const argv = process.argv.slice(2);
const outputClosed = new AbortController();
const invocation = invocationOf({ root: projectRoot(), cwd: process.cwd(), environment: process.env });

let code: ExitCode | undefined;
let lost: LostOutput | undefined;
let running = "";
const terminal = processTerminal(process, {
  invocation,
  onOutputLost(how) {
    lost = how;
    if (how.kind === "failed") terminal.err(`error: what was to be printed could not be written: ${how.problem}`);
    outputClosed.abort();
    end();
  },
});
const interrupts = watchInterrupts(process, () => process.exit(ExitCode.interrupted));

/** Errors that no command waits for: Node would print where in our sources they were raised, and nothing to do about it. */
process.on("uncaughtException", (thrown) => {
  if (process.env["GROUNDWORK_DEBUG"]) terminal.err(thrown.stack ?? thrown.message);
  process.exit(reportError(thrown, argv, { terminal }));
});

code = await runCommandLine(
  argv,
  {
    version,
    cwd: process.cwd(),
    terminal,
    ...interrupts,
    outputClosed: outputClosed.signal,
    withoutMachinePaths: (text) => withoutMachineFolders(text, machineFolders(process.cwd())),
    onCommand: (path) => {
      running = path;
    },
  },
  everyCommand({
    driver: driverHost(process, version),
    local: { openLocal: (start) => openLocal(start, process.env) },
    stack: stackHost(process, terminal, version),
  }),
);
end();

/** Also once more, when the last text turns out not to have been read. */
function end(): void {
  if (code !== undefined) process.exitCode = endCode(code, lost, running);
}
