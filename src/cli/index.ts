/**
 * The command line: one file per command. Each parses, calls one flow, prints, and returns an exit code.
 *
 * In:   argv, a {@link Terminal}, and for each command a function that wires what it needs, called only when it runs.
 * Out:  {@link buildProgram}: commander's program; an {@link ExitCode}.
 * Must not know: which adapters exist (they come wired), `process`.
 */

export { ExitCode } from "./exit-code.ts";
export { type CommandWiring, runCommandLine } from "./program.ts";
export type { Terminal } from "./terminal.ts";
