import type { Files } from "../files.ts";
import { settingsFile } from "../settings.ts";
import { bitbucketFiles } from "./bitbucket.ts";
import { genericFiles } from "./generic.ts";
import { giteaFiles } from "./gitea.ts";
import { githubFiles } from "./github.ts";
import { gitlabFiles, gitlabJobs } from "./gitlab.ts";
import type { CiForge, CiSettings } from "./settings.ts";

const filesOf: Readonly<Record<CiForge, (settings: CiSettings) => Files>> = {
  github: githubFiles,
  gitlab: gitlabFiles,
  bitbucket: bitbucketFiles,
  gitea: giteaFiles,
  generic: genericFiles,
};

/** The files for a forge's CI, by path. Settings that could be read as something else in them were refused by `ciSettings`. */
export function ciFiles(settings: CiSettings): Files {
  return { ...filesOf[settings.forge](settings), [settingsFile]: recordSetting };
}

/** Jobs have no disk in common, so the record of what was shown cannot lie in a checkout. */
const recordSetting = `# Where previews and runs are recorded. A change takes effect when it is merged.
record: git
`;

/** Files that a project may have of its own, with the line that they need, and how it begins. */
export const ciLines: Readonly<Record<string, { readonly line: string; readonly start: string }>> = {
  ".gitlab-ci.yml": { line: `local: /${gitlabJobs}`, start: `/${gitlabJobs}` },
  [settingsFile]: { line: "record: git", start: "record:" },
};
