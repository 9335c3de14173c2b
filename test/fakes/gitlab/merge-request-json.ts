import { userJson } from "./http-answers.ts";
import { fullPath, lastVersion, type MergeRequest, type Project } from "./state.ts";

/** Titles that keep a merge request from being merged. */
const draft = /^(?:Draft:|\[Draft\]|\(Draft\))/i;

export function mergeRequestJson(project: Project, request: MergeRequest, as: "in a list" | "looked at") {
  const { head, base } = lastVersion(request);
  const { merged } = request;
  return {
    id: project.id * 1_000 + request.iid,
    iid: request.iid,
    project_id: project.id,
    title: request.title,
    description: request.description,
    state: request.state,
    draft: draft.test(request.title),
    author: userJson(request.author),
    labels: request.labels,
    source_branch: request.sourceBranch,
    target_branch: request.targetBranch,
    source_project_id: request.sourceProject?.id ?? null,
    target_project_id: project.id,
    sha: head,
    merge_commit_sha: merged?.mergeCommit ?? null,
    squash_commit_sha: merged?.squashCommit ?? null,
    merged_at: merged?.at ?? null,
    merge_user: merged ? userJson(merged.by) : null,
    created_at: request.created,
    updated_at: request.updated,
    // Of the address that the server is configured with.
    web_url: `http://inner.example/${fullPath(project)}/-/merge_requests/${request.iid}`,
    ...(as === "looked at" && { diff_refs: { base_sha: base, head_sha: head, start_sha: base } }),
  };
}
