import type { FastifyRequest } from "fastify";
import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { type Caller, notFound, repositoryOf } from "./http-answers.ts";
import { protectionOf } from "./repository-routes.ts";
import { type Issue, type Pull, pullOf, type Repository, type State, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

export interface FoundPull {
  readonly repository: Repository;
  readonly issue: Issue;
  readonly pull: Pull;
}

/** The pull request of a route. */
export type PullLookup = (request: FastifyRequest, caller: Caller) => Promise<FoundPull>;

export function pullLookup(state: State): PullLookup {
  return async (request, caller) => {
    const repository = repositoryOf(state, request, caller);
    const { number } = request.params as { readonly number?: string };
    const issue = repository.issues.find((each) => String(each.number) === number && each.pull);
    if (!issue) throw notFound();
    return { repository, issue, pull: pullOf(issue) };
  };
}

/** Follows what a push, or a deletion, did to the open pull requests whose head or base is in the repository. */
export async function followReferences(state: State, pushed: Repository, by: User, hooks: Webhooks): Promise<void> {
  for (const repository of state.repositories)
    for (const issue of repository.issues) {
      const pull = issue.pull;
      if (!pull || issue.state !== "open") continue;
      if (pull.headRepository === pushed) await followHead({ repository, issue, pull }, by, state, hooks);
      if (repository === pushed && repository.noticesMerges)
        await noticeMerge({ repository, issue, pull }, by, state, hooks);
      if (pull.headRepository === pushed || repository === pushed) await findMergeBase(repository, pull);
    }
}

/** A merge that was pushed to the base branch is found by its head: the merge commit is recorded, or the head of a fast-forward. */
async function noticeMerge(
  { repository, issue, pull }: FoundPull,
  by: User,
  state: State,
  hooks: Webhooks,
): Promise<void> {
  const { folder } = repository;
  const base = (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  if (issue.state !== "open" || !(await isAncestor(folder, pull.head, base))) return;
  const range = `${pull.head}..${base}`;
  const [first] = (await git(folder, ["rev-list", "--reverse", "--ancestry-path", "--merges", range])).split("\n");
  const now = state.now();
  pull.merged = { commit: first || pull.head, at: now, by };
  Object.assign(issue, { state: "closed", updated: now });
  hooks.pullRequest(repository, issue, "closed", by);
}

/** The head's repository is gone, and with it the branch. */
export function forgetHeads(state: State, deleted: Repository, hooks: Webhooks): void {
  for (const repository of state.repositories)
    for (const issue of repository.issues) {
      if (issue.pull?.headRepository !== deleted) continue;
      issue.pull.headRepository = undefined;
      close({ repository, issue, pull: issue.pull }, state, hooks);
    }
}

async function followHead(
  { repository, issue, pull }: FoundPull,
  by: User,
  state: State,
  hooks: Webhooks,
): Promise<void> {
  const head = pull.headRepository && (await commitAt(pull.headRepository.folder, `refs/heads/${pull.headBranch}`));
  if (head === undefined) return close({ repository, issue, pull }, state, hooks);
  if (head === pull.head) return;
  const before = pull.head;
  await keepHead(repository, issue.number, pull.headRepository!, pull.headBranch);
  pull.head = head;
  const isForced = !(await isAncestor(repository.folder, before, head));
  pull.pushes.push({ by, at: state.now(), isForced });
  pull.mergeableAnswers.splice(0, pull.mergeableAnswers.length, pull.wasMergeable, false);
  issue.updated = state.now();
  if (protectionOf(repository, pull.baseBranch)?.dismiss_stale_approvals)
    for (const review of pull.reviews) if (review.state === "APPROVED") review.dismissed = true;
  hooks.pullRequest(repository, issue, "synchronized", by);
}

function close({ repository, issue, pull }: FoundPull, state: State, hooks: Webhooks): void {
  pull.headIsGone = true;
  if (issue.state === "closed") return;
  issue.state = "closed";
  issue.updated = state.now();
  hooks.pullRequest(repository, issue, "closed", issue.author);
}

/** The base repository has the head's commits, wherever they were pushed to. */
async function keepHead(base: Repository, number: number, head: Repository, branch: string): Promise<void> {
  const refspec = `+refs/heads/${branch}:refs/pull/${number}/head`;
  await git(base.folder, ["fetch", "--quiet", "--no-tags", head.folder, refspec]);
}

async function findMergeBase(repository: Repository, pull: Pull): Promise<void> {
  const bases = git(repository.folder, ["merge-base", `refs/heads/${pull.baseBranch}`, pull.head]);
  pull.mergeBase = await bases.catch(() => pull.mergeBase);
}
