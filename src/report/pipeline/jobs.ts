import type { AffectedEnvironment } from "../../change/index.ts";
import { environmentNameProblem } from "../../environment/index.ts";
import { InvalidEnvironmentNames } from "./errors.ts";

/** Environments that one job of a pipeline previews, one part of the preview. */
export interface PreviewJob {
  /** `1`, `2`, …: names its part. */
  readonly part: string;
  /** Never empty. Each is safe in YAML between quotes, and as a word of a shell. */
  readonly environments: readonly string[];
}

/**
 * Shares environments out over at most `most` jobs, in the order of their names and as evenly as possible.
 *
 * Names of folders come from the change itself, before any check of it has been passed.
 *
 * @throws {InvalidEnvironmentNames} for names that no environment may have. Removed folders with such a name are left out: nothing
 *   of them can stand.
 */
export function previewJobs(affected: readonly AffectedEnvironment[], most: number): readonly PreviewJob[] {
  const invalid = affected.filter(({ name }) => environmentNameProblem(name) !== undefined);
  const present = invalid.filter(({ folder }) => folder !== "removed").map(({ name }) => name);
  if (present.length > 0) throw new InvalidEnvironmentNames({ names: present });
  return sharedOut(
    affected.filter((each) => !invalid.includes(each)).map(({ name }) => name),
    most,
  );
}

/** The same of environments that a commit declares. @throws {InvalidEnvironmentNames} */
export function jobsOf(names: readonly string[], most: number): readonly PreviewJob[] {
  const invalid = names.filter((name) => environmentNameProblem(name) !== undefined);
  if (invalid.length > 0) throw new InvalidEnvironmentNames({ names: invalid });
  return sharedOut(names, most);
}

function sharedOut(names: readonly string[], most: number): readonly PreviewJob[] {
  const count = Math.min(most, names.length);
  const startOf = (job: number) => Math.floor((job * names.length) / count);
  return Array.from({ length: count }, (_, job) => ({
    part: String(job + 1),
    environments: names.slice(startOf(job), startOf(job + 1)),
  }));
}
