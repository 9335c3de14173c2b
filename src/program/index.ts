/**
 * Programs of commits, as two ports: which source files a Pulumi program consists of, so that a change to any other file touches
 * nothing; and a folder with a commit's files in which its program can run.
 *
 * In:   a commit's tree and the program's entry; a clone.
 * Out:  {@link ProgramFiles}: its files, each with the imports that lead to it. {@link Workspace}. {@link decisiveFiles}, the
 *       files that may decide what a program does.
 * Must not know: what an environment declares, what the program does.
 * Adapters: `esbuild/` (esbuild's own resolver over the commit's files; type-only imports do not count) and `checkout/` (the
 * checkout, or a temporary folder with its packages or with those of the commit's own lockfile).
 */
export { decisiveFiles, uncommittedPaths } from "./decisive-paths.ts";
export { type ProgramFiles, type ProgramReader, programRoots } from "./program.ts";
export { programEntry } from "./program-entry.ts";
export type { Workspace, Workspaces } from "./workspace.ts";
