/**
 * The files that run Groundwork in a forge's CI.
 *
 * In:   {@link CiSettings}.
 * Out:  {@link ciFiles}: each file whole, with the command that writes it in its first line; {@link ciTasks}: what a person sets at the
 *       forge; {@link writtenCi}: what the first lines of a file say of it.
 * Must not know: the repository, the disk, a forge's API.
 */
export { ciFiles, ciLines } from "./ci-files.ts";
export { type CiContext, type CiFlags, type CiForge, type CiSettings, ciSettings, settingsIn } from "./settings.ts";
export { type CiTask, ciTasks } from "./tasks.ts";
export { type WrittenCi, writtenCi } from "./written.ts";
