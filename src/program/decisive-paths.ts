import type { CommitId, Repository } from "../git/index.ts";

/** Everything that decides what a program does, as far as it is kept in Git. */
export const decisivePaths = [
  "environments",
  "stacks",
  "src",
  "data",
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** Changes that look like part of the run and are not, because they were not committed. */
export async function uncommittedPaths(commit: CommitId, git: Repository): Promise<readonly string[]> {
  return git.checkout.head === commit ? git.uncommitted(commit, decisivePaths) : [];
}
