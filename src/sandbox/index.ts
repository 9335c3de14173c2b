/**
 * The sandbox port: a program of unknown intent runs apart from everything that the caller may do and see.
 *
 * In:   a command, the folders that it may read, all of its environment, its limits.
 * Out:  {@link Sandbox}, and a {@link ConfinedProcess} that says which limit ended it.
 * Must not know: what the program is for, engines, forges.
 * Adapters: `linux/` (namespaces of the kernel, by the commands of util-linux).
 */
export {
  type ConfinedProcess,
  type ConfinedProgram,
  defaultLimits,
  type Limit,
  type Limits,
  limitText,
  type Sandbox,
} from "./sandbox.ts";
