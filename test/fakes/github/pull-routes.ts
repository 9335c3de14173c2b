import type { FastifyInstance, FastifyRequest } from "fastify";
import { commitAt, git, inCheckout, isAncestor } from "../forge-host/bare-git.ts";
import { changedPaths } from "../forge-host/changed-paths.ts";
import { mergeCommit, squashed } from "../forge-host/merges.ts";
import { callerWith, mayWrite, notFound, paged, Refused, repositoryOf } from "./http-answers.ts";
import { issueOf } from "./issue-routes.ts";
import type { Resources } from "./resources.ts";
import { type Issue, type Pull, pullOf, type Repository, type Review, type State, type Token } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

export function pullRoutes(app: FastifyInstance, state: State, give: Resources, hooks: Webhooks): void {
  type ByNumber = { Params: { number: string } };
  const found = (request: FastifyRequest<ByNumber>, caller: Token) => {
    const repository = repositoryOf(state, request, caller);
    const issue = issueOf(repository, request.params.number);
    if (!issue.pull) throw notFound();
    return { repository, issue, pull: issue.pull };
  };

  app.get<ByNumber>("/repos/:owner/:repo/pulls/:number/files", async (request, reply) => {
    const { repository, pull } = found(request, callerWith(state, request, "pull_requests=read"));
    const paths = await changedPaths(repository.folder, pull.mergeBase, pull.head);
    // No more are ever listed.
    return paged(request, reply, paths.slice(0, 3_000)).map(({ path: filename, oldPath, change }) => ({
      sha: "0".repeat(40),
      filename,
      status:
        oldPath === undefined ? ({ added: "added", deleted: "removed" }[change as string] ?? "modified") : "renamed",
      additions: 0,
      deletions: 0,
      changes: 0,
      blob_url: `${state.url}/blob`,
      raw_url: `${state.url}/raw`,
      contents_url: `${state.url}/contents`,
      ...(oldPath !== undefined && { previous_filename: oldPath }),
    }));
  });

  app.get<ByNumber>("/repos/:owner/:repo/pulls/:number/reviews", (request, reply) => {
    const { repository, issue, pull } = found(request, callerWith(state, request, "pull_requests=read"));
    return paged(request, reply, pull.reviews).map((each) => give.review(repository, issue, each));
  });

  app.post<ByNumber & { Body: { event?: string; body?: string; commit_id?: string } }>(
    "/repos/:owner/:repo/pulls/:number/reviews",
    (request) => {
      const caller = callerWith(state, request, "pull_requests=write");
      const { repository, issue, pull } = found(request, caller);
      const { event = "", body = "", commit_id: commit = pull.head } = request.body;
      const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;
      if (!Object.hasOwn(states, event)) throw new Refused(422, "Unprocessable Entity");
      if (event === "APPROVE" && issue.author === caller.user)
        throw new Refused(422, "Unprocessable Entity", {
          errors: [{ message: "Can not approve your own pull request" }],
        });
      const stored: Review = {
        id: state.nextId(),
        author: caller.user,
        state: states[event as keyof typeof states],
        body,
        commit,
        submitted: state.now(),
      };
      pull.reviews.push(stored);
      hooks.reviewed(repository, issue, stored);
      return give.review(repository, issue, stored);
    },
  );

  app.put<{ Params: { number: string; id: string }; Body: { message: string } }>(
    "/repos/:owner/:repo/pulls/:number/reviews/:id/dismissals",
    (request) => {
      const { repository, issue, pull } = found(request, callerWith(state, request, "pull_requests=write"));
      const review = pull.reviews.find((each) => String(each.id) === request.params.id);
      if (!review || review.state === "DISMISSED") throw notFound();
      review.before = review.state;
      review.state = "DISMISSED";
      return give.review(repository, issue, review);
    },
  );

  app.put<ByNumber & { Body: { merge_method?: string; sha?: string } }>(
    "/repos/:owner/:repo/pulls/:number/merge",
    async (request) => {
      const { user } = callerWith(state, request, "contents=write");
      const { repository, issue, pull } = found(request, { user } as Token);
      if (!mayWrite(repository, user)) throw new Refused(403, "Must have write access");
      if (issue.state !== "open") throw new Refused(405, "Pull Request is not mergeable");
      if (request.body.sha !== undefined && request.body.sha !== pull.head)
        throw new Refused(409, "Head branch was modified. Review and try the merge again.");
      const onto = (await commitAt(repository.folder, `refs/heads/${pull.baseBranch}`)) ?? "";
      const merge = { folder: repository.folder, base: onto, head: pull.head, by: personOf(user) };
      const commit = await landed(merge, { repository, issue, pull }, request.body.merge_method ?? "merge");
      await git(repository.folder, ["update-ref", `refs/heads/${pull.baseBranch}`, commit]);
      pull.merged = { commit, onto, at: state.now(), by: user };
      issue.state = "closed";
      repository.activity.push({
        id: state.nextId(),
        ref: `refs/heads/${pull.baseBranch}`,
        before: onto,
        after: commit,
        type: "pr_merge",
        actor: user,
        at: state.now(),
      });
      hooks.pullRequest(repository, issue, "closed", user);
      return { sha: commit, merged: true, message: "Pull Request successfully merged" };
    },
  );
}

const personOf = ({ login, email }: { readonly login: string; readonly email: string }) => ({ login, email });

type Merge = Parameters<typeof mergeCommit>[0];

async function landed(
  merge: Merge,
  { issue, pull }: { readonly repository: Repository; readonly issue: Issue; readonly pull: Pull },
  method: string,
): Promise<string> {
  if (method === "merge")
    return await mergeCommit(merge, `Merge pull request #${issue.number} from ${pull.headBranch}`);
  if (method === "squash") return await squashed(merge, `${issue.title} (#${issue.number})`);
  if (method === "rebase") return await rebasedAnew(merge);
  throw new Refused(405, "Merge method is not allowed");
}

/** Also where the base could be moved to the head: the commits are new ones. */
async function rebasedAnew({ folder, base, head, by }: Merge): Promise<string> {
  return await inCheckout(folder, head, async (checkout) => {
    await git(checkout, ["rebase", "--quiet", "--force-rebase", base], by);
    return await git(checkout, ["rev-parse", "HEAD"]);
  });
}

export async function ownCommits({ folder }: Repository, issue: Issue): Promise<readonly string[]> {
  const { mergeBase, head } = pullOf(issue);
  if (await isAncestor(folder, head, mergeBase)) return [];
  return (await git(folder, ["rev-list", "--reverse", `${mergeBase}..${head}`])).split("\n").filter((id) => id !== "");
}
