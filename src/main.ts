import { readFileSync } from "node:fs";
import path from "node:path";
import {
  destroyCommand,
  doctorCommand,
  ExitCode,
  envCommand,
  localCommand,
  previewCommand,
  refreshCommand,
  runCommandLine,
  stackCommand,
  statusCommand,
  upCommand,
} from "./cli/index.ts";
import { projectRoot } from "./lib/index.ts";
import { driverHost, openLocal, processTerminal, stackHost, watchInterrupts } from "./wiring/index.ts";

const { version } = JSON.parse(readFileSync(path.join(projectRoot(), "package.json"), "utf8")) as { version: string };

const terminal = processTerminal(process);
const driver = driverHost(process, version);
const interrupts = watchInterrupts(process, () => process.exit(ExitCode.interrupted));

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  { version, cwd: process.cwd(), terminal, ...interrupts },
  [
    ...[envCommand, previewCommand, upCommand, statusCommand, refreshCommand, destroyCommand, doctorCommand].map(
      (command) => command(driver),
    ),
    localCommand({ openLocal: (start) => openLocal(start, process.env) }),
    stackCommand(stackHost(process, terminal, version)),
  ],
);
