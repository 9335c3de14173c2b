/**
 * `docs/commands.md`: every command with its usage, arguments, options and examples, and the exit codes.
 *
 * In:   the commands' definitions.
 * Out:  {@link commandReference}.
 * Must not know: what commands do.
 */
import type { Generator } from "../generator.ts";
import { definedCommands } from "./definitions.ts";
import { exitCodeTable } from "./exit-codes.ts";
import { commandPage } from "./page.ts";

export const commandReference: Generator = {
  name: "reference of the commands",
  generate: () => Promise.resolve(new Map([["docs/commands.md", commandPage(definedCommands(), exitCodeTable())]])),
};
