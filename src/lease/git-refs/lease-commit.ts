import type { Exchange } from "../lease-store.ts";

/** The one file of a commit that holds a lease. */
export const leaseFile = "lease.json";

const nowhere = "0".repeat(40);

/**
 * Commits without a parent, as `git fast-import` reads them; it prints their names, a line each, in the order of the documents. No reference
 * is left: what is not pushed at once is written again, and Git collects what is left over after days.
 *
 * With a parent, the history of an environment would grow by a commit for each renewal. A commit's name follows from its document alone.
 *
 * @param temporary a reference that nothing else is named by. All commits are made on it, each after it was emptied: Git takes a lock for
 *   every reference that it removes, which for 1,500 of them took ten times as long as all else.
 */
export function leaseCommits(temporary: string, documents: readonly Pick<Exchange, "environment" | "text">[]): string {
  const commits = documents.flatMap(({ environment, text }, index) => [
    `reset ${temporary}`,
    `commit ${temporary}`,
    `mark :${index + 1}`,
    "committer Groundwork <groundwork@localhost> 0 +0000",
    data(`lease of ${environment}\n`),
    `M 100644 inline ${leaseFile}`,
    data(text),
    `get-mark :${index + 1}`,
  ]);
  return [...commits, `reset ${temporary}`, `from ${nowhere}`, ""].join("\n");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
