/**
 * The program port over esbuild's parser.
 *
 * In:   a commit's tree and an entry.
 * Out:  {@link esbuildProgramReader}.
 * Must not know: environments, the disk: sources come from the commit alone.
 */
export { esbuildProgramReader } from "./read-program.ts";
