import { memberOf } from "../lib/index.ts";
import type { ShownStep } from "./shown-step.ts";

/** What a sync agent builds for an environment, small enough to keep and without any content. */
export interface ManifestFiles {
  /** The folder that is built, from the root of the repository. */
  readonly folder: string;
  /** Every file that the build reads, by path: Git's name for its content. */
  readonly files: Readonly<Record<string, string>>;
  /** A hash over how they are applied: `spec.sync`, and what the manifests' variables stand for. */
  readonly settings: string;
}

/**
 * Files that an agent would build otherwise than was shown. Empty means: at most what was shown.
 *
 * What stands in the cluster already, because it was `applied`, does not happen again, whether it was shown or not. Without
 * `applied` nothing is known to stand.
 */
export function unshownManifests(
  shown: ManifestFiles | undefined,
  now: ManifestFiles,
  applied: ManifestFiles | undefined,
): readonly string[] {
  const before = applied?.files ?? {};
  return (
    [...new Set([...Object.keys(before), ...Object.keys(now.files)])]
      // Without anything shown, a file that goes was not shown to go.
      .filter(
        (path) =>
          memberOf(now.files, path) !== memberOf(before, path) &&
          (!shown || memberOf(now.files, path) !== memberOf(shown.files, path)),
      )
      .toSorted()
  );
}

/**
 * Files and machines of playbooks that would be run otherwise than was shown. Empty means: at most what was shown.
 *
 * What the last run applied is in no step, so that it does not count, whether it was shown or not.
 */
export function unshownPlaybookFiles(
  shown: ManifestFiles | undefined,
  now: ManifestFiles,
  steps: readonly Pick<ShownStep, "urn">[],
): readonly string[] {
  return steps
    .map(({ urn }) => urn)
    .filter((path) => !shown || memberOf(now.files, path) !== memberOf(shown.files, path))
    .toSorted();
}
