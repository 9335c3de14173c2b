import { commitAt, git } from "../forge-host/bare-git.ts";
import { FieldError } from "./field-error.ts";
import { graphqlPull } from "./graphql-pull.ts";
import { has, mayWrite } from "./http-answers.ts";
import { addIssue } from "./pulls.ts";
import { fullName, type Issue, type Pull, pullOf, type State, type Token } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

interface NewPull {
  readonly repositoryId: string;
  readonly title: string;
  readonly body?: string;
  /** With the owner and a colon before it, of a fork. */
  readonly headRefName: string;
  readonly baseRefName: string;
  readonly draft?: boolean;
}

export function openByQuery(state: State, caller: Token, hooks: Webhooks) {
  return async ({ input }: { readonly input: NewPull }) => {
    if (!has(caller, "pull_requests=write"))
      throw new FieldError("FORBIDDEN", "Resource not accessible by integration");
    const { title, body = "", headRefName: label, baseRefName: base, draft: isDraft = false } = input;
    const repository = state.repositories.find(({ id }) => `R_${id}` === input.repositoryId);
    if (!repository) throw new FieldError("NOT_FOUND", "Could not resolve to a node with the global id.");
    const [owner, branch = label] = label.includes(":") ? label.split(":", 2) : [undefined, label];
    const headRepository =
      owner === undefined
        ? repository
        : state.repositories.find((each) => fullName(each) === `${owner}/${repository.name}`);
    const isSame = (pull: Pull | undefined) =>
      pull?.baseBranch === base && pull.headBranch === branch && pull.headRepository === headRepository;
    if (headRepository === repository && !mayWrite(repository, caller.user))
      throw new FieldError("FORBIDDEN", `${caller.user.login} does not have the correct permissions`);
    const head = headRepository && (await commitAt(headRepository.folder, `refs/heads/${branch}`));
    const baseCommit = await commitAt(repository.folder, `refs/heads/${base}`);
    if (head === undefined || baseCommit === undefined || !headRepository)
      throw new FieldError("UNPROCESSABLE", "Head sha can't be blank, Base sha can't be blank");
    const objects = `refs/groundwork/opening-${state.nextId()}`;
    const from = `+refs/heads/${branch}:${objects}`;
    await git(repository.folder, ["fetch", "--quiet", "--no-tags", headRepository.folder, from]);
    const mergeBase = await git(repository.folder, ["merge-base", baseCommit, head]);
    // No other request comes between this look and the new one.
    if (repository.issues.some((each) => each.state === "open" && isSame(each.pull)))
      throw new FieldError("UNPROCESSABLE", `A pull request already exists for ${repository.owner.login}:${branch}.`);
    const pull: Pull = {
      baseBranch: base,
      headBranch: branch,
      headRepository,
      head,
      headIsGone: false,
      isDraft,
      mergeBase,
      reviews: [],
      forced: [],
    };
    const issue = addIssue(state, repository, { author: caller.user, title, body, pull });
    await git(repository.folder, ["update-ref", `refs/pull/${issue.number}/head`, head]);
    await git(repository.folder, ["update-ref", "-d", objects]);
    hooks.pullRequest(repository, issue, "opened", caller.user);
    return { pullRequest: graphqlPull(state, repository, issue) };
  };
}

type ByPull = { readonly input: { readonly pullRequestId: string; readonly baseRefName?: string } };

/** What people do to a pull request on its page. */
export function changesByQuery(state: State, caller: Token, hooks: Webhooks) {
  const changing = (action: string, change: (issue: Issue, pull: Pull, input: ByPull["input"]) => void) => {
    return ({ input }: ByPull) => {
      for (const repository of state.repositories)
        for (const issue of repository.issues)
          if (`PR_${issue.id}` === input.pullRequestId) {
            change(issue, pullOf(issue), input);
            hooks.pullRequest(repository, issue, action, caller.user);
            return { pullRequest: graphqlPull(state, repository, issue) };
          }
      throw new FieldError("NOT_FOUND", "Could not resolve to a node with the global id.");
    };
  };
  return {
    closePullRequest: changing("closed", (issue) => {
      issue.state = "closed";
    }),
    reopenPullRequest: changing("reopened", (issue) => {
      issue.state = "open";
    }),
    updatePullRequest: changing("edited", (_issue, pull, { baseRefName = pull.baseBranch }) => {
      pull.baseBranch = baseRefName;
    }),
    convertPullRequestToDraft: changing("converted_to_draft", (_issue, pull) => {
      pull.isDraft = true;
    }),
    markPullRequestReadyForReview: changing("ready_for_review", (_issue, pull) => {
      pull.isDraft = false;
    }),
  };
}
