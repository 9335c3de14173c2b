import type { Command } from "commander";
import { type CommandHosts, type CommandWiring, everyCommand } from "../../../src/cli/index.ts";

const notRun = () => Promise.reject(new Error("A command that is only described was run."));

const hosts: CommandHosts = {
  driver: {
    prewarmPrograms: notRun,
    openDriver: notRun,
    openRepository: notRun,
    openCommands: notRun,
    openCommits: notRun,
    openNotifiers: notRun,
    openRecord: notRun,
    openLeases: notRun,
    openFiles: notRun,
    openBootstrap: notRun,
    openComparison: notRun,
    openForge: notRun,
    runTests: notRun,
    diagnose: notRun,
    fix: notRun,
  },
  local: { openLocal: notRun },
  stack: { begin: notRun, open: notRun, readInput: notRun },
};

const wiring: CommandWiring = {
  version: "",
  cwd: "",
  signal: AbortSignal.abort(),
  onInterrupt: () => () => {},
  withoutMachinePaths: (text: string) => text,
  terminal: { out() {}, err() {}, redraw() {}, ask: notRun, interactive: false, color: false, columns: 80 },
};

/** Every command as it is defined, in the order of the help. None of them can be run. */
export function definedCommands(): readonly Command[] {
  return everyCommand(hosts).map((define) => define(wiring, () => {}));
}
