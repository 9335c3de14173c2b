/**
 * Confinement by namespaces of the Linux kernel, with the commands of util-linux, for ordinary users.
 *
 * In:   a {@link ConfinedProgram}.
 * Out:  {@link linuxSandbox}.
 * Must not know: what the program is for.
 *
 * To be read in this order: `view.ts`, which files the program sees; `entry-command.ts`, the commands from here to the program;
 * `supervise.ts`, which limits are watched from outside.
 */
export { linuxSandbox } from "./linux-sandbox.ts";
