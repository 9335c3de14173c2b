/**
 * The files that make a repository a Groundwork project.
 *
 * In:   what the project is to be, the files that the repository has.
 * Out:  {@link planProject}: each file, with what becomes of it; {@link parseSettings}: what the repository's own file sets.
 * Must not know: Git, the disk, how a file is written.
 */
export { CloudProjectMissing, ManifestUnreadable, SettingsInvalid } from "./errors.ts";
export { type PlannedFile, planProject } from "./plan-project.ts";
export type { NewProject } from "./project-files.ts";
export { parseSettings, type RepositorySettings, settingsFile } from "./settings.ts";
