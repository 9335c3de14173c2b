import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GitCommandFailed, installedGit } from "../../git/executable/index.ts";
import type { CommitId } from "../../git/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { ForgeRefused } from "../errors.ts";
import type { OpenedPlace } from "./place.ts";
import type { ChangeRequestRecord } from "./records.ts";

/** By a merge commit, one commit for all, new commits on top of the base branch, or the very same commits. */
export type LocalMergeMethod = "merge" | "squash" | "rebase" | "fast-forward";

/**
 * Merges the head of a change request and moves the base branch there, unless it was moved in between.
 *
 * @throws {ForgeRefused}
 */
export async function mergeCommits(
  place: OpenedPlace,
  record: ChangeRequestRecord,
  by: string,
  method: LocalMergeMethod,
): Promise<{ readonly before: CommitId; readonly after: CommitId }> {
  const branch = `refs/heads/${record.base}`;
  try {
    const before = await place.git("rev-parse", "--verify", "--end-of-options", `${branch}^{commit}`);
    const after = await made(place, record, by, method, before);
    await place.git("update-ref", branch, after, before);
    return { before, after };
  } catch (thrown) {
    if (!(thrown instanceof GitCommandFailed)) throw thrown;
    throw new ForgeRefused(
      {
        forge: "local",
        request: `the merge of ${record.number}`,
        what: `Git cannot ${method} ${record.head} into ${record.base}`,
        remedy: `Bring the branch up to date first: git rebase ${record.base}`,
      },
      { cause: thrown },
    );
  }
}

async function made(
  place: OpenedPlace,
  { number, title, base, head, commit }: ChangeRequestRecord,
  by: string,
  method: LocalMergeMethod,
  before: CommitId,
): Promise<CommitId> {
  const as = { ...place.environment, ...identityOf(by) };
  const isAhead = (await place.git("merge-base", before, commit)) === before;
  const treeOfBoth = async () => (await place.git("merge-tree", "--write-tree", before, commit)).split("\n")[0] ?? "";
  const commitOf = async (message: string, parents: readonly CommitId[]) => {
    const args = ["commit-tree", await treeOfBoth(), ...parents.flatMap((parent) => ["-p", parent]), "-m", message];
    return (await installedGit({ args: ["-C", place.repository, ...args], environment: as })).trim();
  };
  if (method === "merge")
    return await commitOf(`Merge change request ${number}: ${title}\n\n${head} into ${base}`, [before, commit]);
  if (method === "squash") return await commitOf(`${title} (#${number})`, [before]);
  if (isAhead) return commit;
  if (method === "rebase") return await rebased(place, commit, before, as);
  throw new ForgeRefused({
    forge: "local",
    request: `the merge of ${number}`,
    what: `${base} has commits that ${head} has not`,
    remedy: `Bring the branch up to date first: git rebase ${base}`,
  });
}

/** Rebases in a checkout of its own, which is removed afterwards. */
async function rebased(
  place: OpenedPlace,
  commit: CommitId,
  onto: CommitId,
  environment: OpenedPlace["environment"],
): Promise<CommitId> {
  const scratch = await mkdtemp(path.join(tmpdir(), "groundwork-local-forge-"));
  const checkout = path.join(scratch, "checkout");
  return await cleaningUp(
    async () => {
      await place.git("worktree", "add", "--quiet", "--detach", checkout, commit);
      await installedGit({ args: ["-C", checkout, "rebase", "--quiet", onto], environment });
      return (await installedGit({ args: ["-C", checkout, "rev-parse", "HEAD"], environment })).trim();
    },
    async () => {
      await rm(scratch, { recursive: true, force: true });
      await place.git("worktree", "prune");
    },
  );
}

function identityOf(name: string): Readonly<Record<string, string>> {
  const email = `${name}@local-forge.invalid`;
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}
