import { stringify } from "yaml";
import type { JobKeywords } from "./job-keywords.ts";
import type { PreviewJob } from "./jobs.ts";

/** What a pipeline is about: full ids of commits, or a revision that Git resolves. */
export interface PipelineRange {
  /** Absent where the change has no commit before it. */
  readonly base?: string;
  readonly head: string;
}

/** Jobs start from these where no others are given. The whole history is needed to find what the branch is merged into. */
const usualKeywords: JobKeywords = {
  image: "node:22",
  variables: { GIT_DEPTH: "0" },
  before_script: ["npm ci"],
};

const stages = ["preview", "report"];
const partsFolder = "parts";
const command = "npx --no-install groundwork";
/** Set by a project for flags such as `--local`; a variable that is not set is no word of the command. */
const moreFlags = "$GROUNDWORK_PREVIEW_FLAGS";

/**
 * A child pipeline in YAML: a job for each part of the preview, and one that merges the parts, also after jobs that failed. Each part
 * is an artifact; a part that is missing is reported as unknown.
 *
 * GitLab refuses a pipeline without jobs, so where nothing is affected one job says so.
 */
export function gitlabChildPipeline(
  jobs: readonly PreviewJob[],
  range: PipelineRange,
  keywords: JobKeywords = usualKeywords,
): string {
  if (jobs.length === 0) return stringify({ "nothing affected": nothingAffected(keywords) });
  return stringify({
    stages,
    ".groundwork": keywords,
    ...Object.fromEntries(jobs.map((job) => [jobName(job), previewJob(job, range)])),
    report: reportJob(range),
  });
}

function nothingAffected({ image, tags }: JobKeywords): JobKeywords {
  return {
    ...(image !== undefined && { image }),
    ...(tags !== undefined && { tags }),
    variables: { GIT_STRATEGY: "none" },
    script: ["echo 'No environment is affected by this change.'"],
  };
}

/** Begins with a word of its own, because GitLab has other meanings for some names of jobs. */
function jobName({ part, environments: [only, ...others] }: PreviewJob): string {
  return others.length === 0 && only !== undefined ? `preview ${only}` : `preview part ${part}`;
}

function previewJob({ part, environments }: PreviewJob, range: PipelineRange): JobKeywords {
  const file = `${partsFolder}/${part}.json`;
  return {
    extends: ".groundwork",
    stage: "preview",
    script: [`${command} preview ${rangeFlags(range)} --env ${environments.join(" ")} --part ${file} ${moreFlags}`],
    artifacts: { when: "always", paths: [file] },
  };
}

function reportJob(range: PipelineRange): JobKeywords {
  return {
    extends: ".groundwork",
    stage: "report",
    when: "always",
    script: [
      `mkdir -p ${partsFolder}`,
      `${command} affected ${rangeFlags(range)} --json > affected.json`,
      `${command} report ${partsFolder} --expect affected.json --markdown preview.md`,
    ],
    artifacts: { when: "always", paths: ["affected.json", "preview.md"] },
  };
}

function rangeFlags({ base, head }: PipelineRange): string {
  return [...(base === undefined ? [] : [`--base ${base}`]), `--head ${head}`].join(" ");
}
