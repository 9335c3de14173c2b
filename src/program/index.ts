/**
 * The program port: which source files a Pulumi program consists of, so that a change to any other file touches nothing.
 *
 * In:   a commit's tree and the program's entry.
 * Out:  {@link ProgramFiles}: its files, each with the imports that lead to it.
 * Must not know: environments, what the program does.
 * Adapter: `esbuild/` (esbuild's own resolver over the commit's files; type-only imports do not count).
 */
export type { ProgramFiles, ProgramReader } from "./program.ts";
