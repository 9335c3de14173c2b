import { isObject } from "../../lib/index.ts";
import { didYouMean, nearestName } from "../../lib/nearest-name.ts";

/** Keywords of GitLab's jobs: `image`, `before_script`, `tags`. */
export type JobKeywords = Readonly<Record<string, unknown>>;

/** GitLab's keywords that say where and with what a job runs. These may be given. */
const usable = [
  "after_script",
  "before_script",
  "cache",
  "coverage",
  "hooks",
  "id_tokens",
  "identity",
  "image",
  "inherit",
  "interruptible",
  "resource_group",
  "retry",
  "secrets",
  "services",
  "tags",
  "timeout",
  "variables",
] as const;

/** The other keywords of GitLab's jobs, and why a job of this pipeline cannot have them from a file. */
const own: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["artifacts", "extends", "run", "script", "stage", "type"].map((keyword) => [keyword, "each job has its own"]),
  ),
  ...Object.fromEntries(
    ["except", "only", "rules", "start_in", "when", "manual_confirmation"].map((keyword) => [
      keyword,
      "each job has to run, and the report after jobs that failed",
    ]),
  ),
  ...Object.fromEntries(
    ["dependencies", "needs", "parallel"].map((keyword) => [
      keyword,
      "the report takes exactly one part from each of the other jobs",
    ]),
  ),
  allow_failure: "what is unknown would look fine",
  ...Object.fromEntries(
    ["dast_configuration", "environment", "pages", "release", "trigger"].map((keyword) => [
      keyword,
      "it is for jobs that do something else",
    ]),
  ),
};

/** What keeps a mapping from being keywords that every job may start from, each with the keyword's name. Empty for what is right. */
export function problemsOfKeywords(keywords: JobKeywords): readonly string[] {
  return Object.entries(keywords).flatMap(([keyword, value]): readonly string[] => {
    const why = Object.hasOwn(own, keyword) ? own[keyword] : undefined;
    if (why !== undefined) return [`${keyword}: ${why}`];
    if (!usable.some((each) => each === keyword))
      return [`${JSON.stringify(keyword)} is no keyword of a job${didYouMean(nearestName(keyword, usable))}`];
    return keyword === "variables" && !isObject(value) ? ["variables: has to be a mapping of names to values"] : [];
  });
}
