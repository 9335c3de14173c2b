import type { FastifyInstance } from "fastify";
import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { mergeCommit, rebased, squashed } from "../forge-host/merges.ts";
import { callerWith, mayWrite, Refused, serverError } from "./http-answers.ts";
import { isWorkInProgress } from "./pull-json.ts";
import type { FoundPull, PullLookup } from "./pull-lookup.ts";
import { canBeMerged } from "./pull-routes.ts";
import { matches, protectionOf } from "./repository-routes.ts";
import type { State, User } from "./state.ts";
import { newestStates } from "./status-routes.ts";
import type { Webhooks } from "./webhooks.ts";

interface MergeBody {
  readonly Do: string;
  readonly head_commit_id?: string;
  readonly MergeCommitID?: string;
}

export function mergeRoutes(app: FastifyInstance, state: State, pullAt: PullLookup, hooks: Webhooks): void {
  app.post<{ Body: MergeBody }>("/repos/:owner/:repo/pulls/:number/merge", async (request, reply) => {
    const { user } = callerWith(state, request, "write:repository");
    const found = await pullAt(request, { user, scopes: [] });
    const { repository, issue, pull } = found;
    await refuse(found, user, request.body);
    const commit =
      request.body.Do === "manually-merged"
        ? (request.body.MergeCommitID ?? "")
        : await merged(found, user, request.body.Do);
    await git(repository.folder, ["update-ref", `refs/heads/${pull.baseBranch}`, commit]);
    const now = state.now();
    pull.merged = { commit, at: now, by: user };
    Object.assign(issue, { state: "closed", updated: now });
    hooks.pullRequest(repository, issue, "closed", user);
    return reply.code(200).send();
  });
}

async function refuse({ repository, issue, pull }: FoundPull, user: User, body: MergeBody): Promise<void> {
  if (!mayWrite(repository, user)) throw new Refused(405, "User not allowed to merge PR");
  if (pull.merged) throw new Refused(405, "The PR is already merged");
  if (issue.state !== "open") throw new Refused(404, "");
  if (isWorkInProgress(issue.title)) throw new Refused(405, "Work in progress PRs cannot be merged");
  if (pull.refusedMerges > 0) {
    pull.refusedMerges--;
    throw new Refused(405, "Please try again later");
  }
  if (body.head_commit_id !== undefined && body.head_commit_id !== pull.head) {
    pull.refusedMerges = 1;
    throw new Refused(409, "head out of date");
  }
  const rule = protectionOf(repository, pull.baseBranch);
  const words = newestStates(repository, pull.head);
  const isSatisfied = (pattern: string) => {
    const matching = [...words].filter(([context]) => matches(pattern, context));
    return matching.length > 0 && matching.every(([, word]) => word === "success" || word === "skipped");
  };
  if (rule?.enable_status_check && !rule.status_check_contexts.every(isSatisfied))
    throw new Refused(405, "Not all required status checks successful");
  const approvals = pull.reviews.filter((each) => each.state === "APPROVED" && each.official && !each.dismissed);
  if (rule && approvals.length < rule.required_approvals) throw new Refused(405, "Does not have enough approvals");
  const base = await commitAt(repository.folder, `refs/heads/${pull.baseBranch}`);
  if (!(await canBeMerged(repository.folder, base ?? "", pull.head))) throw new Refused(405, "Please try again later");
}

/** The new commit of the base branch. */
async function merged({ repository, issue, pull }: FoundPull, by: User, method: string): Promise<string> {
  const { folder } = repository;
  const base = (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  const merge = { folder, base, head: pull.head, by };
  const text = `Merge pull request '${issue.title}' (#${issue.number}) from ${pull.headBranch} into ${pull.baseBranch}`;
  switch (method) {
    case "merge":
      return await mergeCommit(merge, text);
    case "rebase":
      return await rebased(merge);
    case "rebase-merge":
      return await mergeCommit({ ...merge, head: await rebased(merge) }, text);
    case "squash":
      return await squashed(merge, `${issue.title} (#${issue.number})`);
    case "fast-forward-only":
      // A diverged base is answered as if the server had failed.
      if (!(await isAncestor(folder, base, pull.head))) throw serverError();
      return pull.head;
    default:
      throw new Refused(405, `Invalid merge style: ${method}`);
  }
}
