import type { Issue, Repository, State } from "./state.ts";

/** Issues and pull requests are numbered together. */
export function addIssue(
  state: State,
  repository: Repository,
  given: Pick<Issue, "author" | "title" | "body" | "pull">,
): Issue {
  const now = state.now();
  const issue: Issue = {
    ...given,
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
