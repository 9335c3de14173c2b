/**
 * The files that make a repository a Groundwork project.
 *
 * In:   what the project is to be, the files that the repository has.
 * Out:  {@link planProject}: each file, with what becomes of it.
 * Must not know: Git, the disk, how a file is written.
 */
export { CloudProjectMissing, ManifestUnreadable } from "./errors.ts";
export { type PlannedFile, planProject } from "./plan-project.ts";
export type { NewProject } from "./project-files.ts";
