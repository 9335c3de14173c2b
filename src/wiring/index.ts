/**
 * The composition root, one file per port: the only place that chooses adapters.
 *
 * In:   the process (environment variables, argv, streams), the repository's folder.
 * Out:  what `main.ts` hands to the commands.
 * Must not know: how a flow works. Nothing but `main.ts` imports it.
 */
export { driverHost } from "./driver-host.ts";
export { endCode } from "./end-code.ts";
export { watchInterrupts } from "./interrupts.ts";
export { invocationOf } from "./invocation.ts";
export { openLocal } from "./local-cloud.ts";
export { machineFolders } from "./machine-folders.ts";
export type { LostOutput } from "./output-stream.ts";
export { stackHost } from "./stack-host.ts";
export { processTerminal } from "./terminal.ts";
