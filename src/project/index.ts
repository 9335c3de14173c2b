/**
 * The files that make a repository a Groundwork project.
 *
 * In:   what the project is to be, the files that the repository has.
 * Out:  {@link planProject}: each file, with what becomes of it; {@link planCi}: those of a forge's CI alone; {@link parseSettings}: what
 *       the repository's own file sets.
 * Must not know: Git, the disk, how a file is written.
 */
export {
  type CiContext,
  type CiFlags,
  type CiForge,
  type CiSettings,
  type CiTask,
  ciSettings,
  ciTasks,
  settingsIn,
  type WrittenCi,
  writtenCi,
} from "./ci/index.ts";
export {
  CiRunnerShared,
  CiSettingInvalid,
  CloudProjectMissing,
  ManifestUnreadable,
  SettingsInvalid,
} from "./errors.ts";
export type { NewProject } from "./new-project.ts";
export { type NewOrganization, planOrganizationFiles } from "./organization-files.ts";
export { ciContext, planCi, planProject } from "./plan-project.ts";
export type { PlannedFile } from "./planned-file.ts";
export { parseSettings, type RepositorySettings, settingsFile } from "./settings.ts";
export { fluxManifestsFile } from "./starter-files.ts";
