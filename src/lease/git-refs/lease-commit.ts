/** The one file of a commit that holds a lease. */
export const leaseFile = "lease.json";

const nowhere = "0".repeat(40);

/** A commit to write, whose temporary reference names nothing else. */
export interface LeaseCommit {
  readonly ref: string;
  readonly environment: string;
  readonly text: string;
}

/**
 * Commits without a parent, as `git fast-import` reads them; it prints their names, a line each. No reference is left: what is not pushed
 * at once is written again, and Git collects what is left over after days.
 *
 * With a parent, the history of an environment would grow by a commit for each renewal. A commit's name follows from its document alone.
 */
export function leaseCommits(commits: readonly LeaseCommit[]): string {
  return commits
    .flatMap(({ ref, environment, text }, index) => [
      `commit ${ref}`,
      `mark :${index + 1}`,
      "committer Groundwork <groundwork@localhost> 0 +0000",
      data(`lease of ${environment}\n`),
      `M 100644 inline ${leaseFile}`,
      data(text),
      `get-mark :${index + 1}`,
      `reset ${ref}`,
      `from ${nowhere}`,
      "",
    ])
    .join("\n");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
