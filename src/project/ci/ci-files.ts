import type { Files } from "../files.ts";
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
  return filesOf[settings.forge](settings);
}

/** Files that a project has of its own, with the line that makes Groundwork's jobs part of them. */
export const ciIncludes: Readonly<Record<string, string>> = { ".gitlab-ci.yml": `local: /${gitlabJobs}` };
