import { parseDocument } from "yaml";
import { isObject } from "../../lib/index.ts";
import { SettingsInvalid } from "../errors.ts";
import type { Files } from "../files.ts";
import { parseSettings, settingsFile } from "../settings.ts";
import { bitbucketFiles } from "./bitbucket.ts";
import { genericFiles } from "./generic.ts";
import { giteaFiles } from "./gitea.ts";
import { githubFiles } from "./github.ts";
import { gitlabFiles, gitlabJobs } from "./gitlab.ts";
import type { CiContext, CiForge, CiSettings } from "./settings.ts";

const filesOf: Readonly<Record<CiForge, (settings: CiSettings, context: CiContext) => Files>> = {
  github: githubFiles,
  gitlab: gitlabFiles,
  bitbucket: bitbucketFiles,
  gitea: giteaFiles,
  generic: genericFiles,
};

/** The files for a forge's CI, by path. Settings that could be read as something else in them were refused by `ciSettings`. */
export function ciFiles(settings: CiSettings, context: CiContext): Files {
  return { ...filesOf[settings.forge](settings, context), [settingsFile]: recordSetting };
}

/** Jobs have no disk in common, so the record of what was shown cannot lie in a checkout. */
const recordSetting = `# Where previews and runs are recorded. A change takes effect when it is merged.
record: git
`;

/** What a file that a project may have of its own needs for the jobs. */
export interface NeededLine {
  readonly line: string;
  /** Whether the text says so, or the like of it, in any form. */
  readonly isIn: (text: string) => boolean;
}

/** Files that a project may have of its own. */
export const ciLines: Readonly<Record<string, NeededLine>> = {
  ".gitlab-ci.yml": { line: `local: /${gitlabJobs}`, isIn: includesJobs },
  [settingsFile]: { line: "record: git", isIn: sharesRecord },
};

/** Entries of `include` are paths, addresses or objects; a path may have wildcards. */
function includesJobs(text: string): boolean {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return false;
  const file: unknown = document.toJS();
  return [isObject(file) ? file["include"] : undefined].flat().some((entry: unknown) => {
    const path = isObject(entry) ? entry["local"] : entry;
    if (typeof path !== "string") return false;
    const [start = "", ...others] = path.replace(/^\//u, "").split(/\*+/u);
    const end = others.at(-1);
    return end === undefined ? start === gitlabJobs : gitlabJobs.startsWith(start) && gitlabJobs.endsWith(end);
  });
}

/** A record in files is one of each job's own. */
function sharesRecord(text: string): boolean {
  try {
    const { record = "file" } = parseSettings(text);
    return record !== "file";
  } catch (thrown) {
    if (thrown instanceof SettingsInvalid) return false;
    throw thrown;
  }
}
