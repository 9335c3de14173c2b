import { changedPaths } from "../forge-host/changed-paths.ts";
import { repositoryJson } from "./repository-routes.ts";
import { type Issue, pullOf, type Repository } from "./state.ts";
import { userJson } from "./user-routes.ts";

/** Titles that keep a pull request from being merged. */
export const isWorkInProgress = (title: string) => /^(?:WIP:|\[WIP\])/i.test(title);

export function pullJson(
  repository: Repository,
  issue: Issue,
  { base: baseCommit, head, mergeable }: { readonly base: string; readonly head: string; readonly mergeable: boolean },
) {
  const pull = pullOf(issue);
  return {
    id: issue.number,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    draft: isWorkInProgress(issue.title),
    user: userJson(issue.author),
    labels: issue.labels.map((name) => ({ name })),
    mergeable,
    merged: pull.merged !== undefined,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    merged_by: pull.merged ? userJson(pull.merged.by) : null,
    merge_base: pull.mergeBase,
    created_at: issue.created,
    updated_at: issue.updated,
    // Made of the request's Host in the real one, so that it is no address for people.
    html_url: `http://inner.example/${repository.owner.login}/${repository.name}/pulls/${issue.number}`,
    base: {
      label: pull.baseBranch,
      ref: pull.baseBranch,
      sha: baseCommit,
      repo_id: repository.id,
      repo: repositoryJson(repository),
    },
    head: {
      label: pull.headBranch,
      ref: pull.headIsGone ? `refs/pull/${issue.number}/head` : pull.headBranch,
      sha: head,
      repo_id: pull.headRepository?.id ?? 0,
      repo: pull.headRepository ? repositoryJson(pull.headRepository) : null,
    },
  };
}

/** Changed files. A binary file, and one whose mode was changed, are called unchanged. */
export async function changedFiles(repository: Repository, mergeBase: string, head: string) {
  return (await changedPaths(repository.folder, mergeBase, head)).map(({ path, oldPath, change, isBinary }) => {
    if (oldPath !== undefined) return { filename: path, previous_filename: oldPath, status: "renamed" };
    if (change === "added" || change === "deleted") return { filename: path, status: change };
    return { filename: path, status: change === "mode" || isBinary ? "unchanged" : "changed" };
  });
}
