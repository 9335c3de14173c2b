import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { changedPaths } from "../forge-host/changed-paths.ts";
import type { Issue, Pull, Repository, State, User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Issues and pull requests are numbered together. */
export function addIssue(
  state: State,
  repository: Repository,
  given: Pick<Issue, "author" | "title" | "body"> & { readonly pull?: Pull },
): Issue {
  const now = state.now();
  const issue: Issue = {
    ...given,
    id: state.nextId(),
    number: repository.issues.length + 1,
    state: "open",
    isLocked: false,
    labels: [],
    comments: [],
    created: now,
    updated: now,
  };
  repository.issues.push(issue);
  return issue;
}

/** The head's commits are kept under `refs/pull`, wherever they were pushed to. */
export async function keepHead(base: Repository, number: number, head: Repository, branch: string): Promise<void> {
  const refspec = `+refs/heads/${branch}:refs/pull/${number}/head`;
  await git(base.folder, ["fetch", "--quiet", "--no-tags", head.folder, refspec]);
}

/** Follows what a push, or a deletion, did to the open pull requests whose head or base is in the repository. */
export async function followReferences(state: State, pushed: Repository, by: User, hooks: Webhooks): Promise<void> {
  for (const repository of state.repositories)
    for (const issue of repository.issues) {
      const { pull } = issue;
      if (!pull || (pull.headRepository !== pushed && repository !== pushed)) continue;
      if (pull.headRepository === pushed) await followHead(state, repository, issue, by, hooks);
      if (issue.state === "open") await noticeMerge(state, repository, issue, by, hooks);
    }
}

async function followHead(state: State, repository: Repository, issue: Issue, by: User, hooks: Webhooks) {
  const pull = issue.pull as Pull;
  const head = pull.headRepository && (await commitAt(pull.headRepository.folder, `refs/heads/${pull.headBranch}`));
  pull.headIsGone = head === undefined;
  if (issue.state !== "open") return;
  if (head === undefined) {
    issue.state = "closed";
    hooks.pullRequest(repository, issue, "closed", by);
    return;
  }
  if (head === pull.head) return;
  const before = pull.head;
  await keepHead(repository, issue.number, pull.headRepository!, pull.headBranch);
  pull.head = head;
  if (!(await isAncestor(repository.folder, before, head))) {
    pull.forced.push({ at: state.now(), to: head });
    // The approval of what reads the same is taken over to the new head.
    const isSame = (await patchOf(repository, pull, before)) === (await patchOf(repository, pull, head));
    for (const review of isSame ? pull.reviews : []) if (review.commit === before) review.commit = head;
  }
  issue.updated = state.now();
  hooks.pullRequest(repository, issue, "synchronize", by);
}

async function patchOf({ folder }: Repository, { baseBranch }: Pull, head: string): Promise<string> {
  const base = await git(folder, ["merge-base", `refs/heads/${baseBranch}`, head]);
  const changed = await changedPaths(folder, base, head);
  return `${JSON.stringify(changed)}${await git(folder, ["diff", "--no-color", "--unified=3", `${base}..${head}`])}`;
}

/** A head that was pushed to the base branch is merged. */
async function noticeMerge(state: State, repository: Repository, issue: Issue, by: User, hooks: Webhooks) {
  const pull = issue.pull as Pull;
  const { folder } = repository;
  const base = (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  if (await isAncestor(folder, pull.head, base)) {
    pull.merged = { commit: pull.head, onto: pull.mergeBase, at: state.now(), by };
    issue.state = "closed";
    hooks.pullRequest(repository, issue, "closed", by);
    return;
  }
  const bases = git(folder, ["merge-base", `refs/heads/${pull.baseBranch}`, pull.head]);
  pull.mergeBase = await bases.catch(() => pull.mergeBase);
}
