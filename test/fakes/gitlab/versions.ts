import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import type { MovedReference } from "../forge-host/smart-http.ts";
import type { MergeRequest, Project, State, User } from "./state.ts";
import { lastVersion } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Keeps the head in the project that it is to be merged into, wherever it was pushed to. */
export async function addVersion(state: State, project: Project, request: MergeRequest, head: string): Promise<void> {
  const source = request.sourceProject ?? project;
  const reference = `refs/merge-requests/${request.iid}/head`;
  const from = `+refs/heads/${request.sourceBranch}:${reference}`;
  await git(project.folder, ["fetch", "--quiet", "--no-tags", source.folder, from]);
  const target = `refs/heads/${request.targetBranch}`;
  const base = await git(project.folder, ["merge-base", target, head]).catch(() => head);
  request.versions.push({ id: state.nextId(), head, base, created: state.now() });
}

export function addSystemNote(state: State, request: MergeRequest, author: User, body: string): void {
  request.notes.push({ id: state.nextId(), author, body, isSystem: true, created: state.now() });
}

/** Follows what a push did to the merge requests from and into the project. */
export async function followPush(
  state: State,
  pushed: Project,
  { moved, by, hooks }: { readonly moved: readonly MovedReference[]; readonly by: User; readonly hooks: Webhooks },
): Promise<void> {
  for (const { name, before, after } of moved) {
    if (!name.startsWith("refs/heads/")) continue;
    const branch = name.slice("refs/heads/".length);
    hooks.pushed(pushed, { ref: name, before: before ?? none, after: after ?? none, by });
    for (const project of state.projects)
      for (const request of project.requests) {
        if (request.state !== "opened" || after === undefined) continue;
        if (request.sourceProject === pushed && request.sourceBranch === branch)
          await updateHead(state, { project, request }, by, hooks);
        if (project === pushed && request.targetBranch === branch)
          await noticeMerge(state, { project, request }, { before, after, by, hooks });
      }
  }
}

const none = "0".repeat(40);

interface Followed {
  readonly project: Project;
  readonly request: MergeRequest;
}

async function updateHead(state: State, { project, request }: Followed, by: User, hooks: Webhooks): Promise<void> {
  const source = request.sourceProject ?? project;
  const head = await commitAt(source.folder, `refs/heads/${request.sourceBranch}`);
  const before = lastVersion(request).head;
  if (head === undefined || head === before) return;
  await addVersion(state, project, request, head);
  const count = (await git(project.folder, ["rev-list", "--count", `${before}..${head}`])).trim();
  addSystemNote(state, request, by, `added ${count} commit${count === "1" ? "" : "s"}\n\n<ul><li>…</li></ul>`);
  if (project.resetsApprovals) request.approvals.splice(0);
  request.updated = state.now();
  hooks.mergeRequest(project, request, "update", by, { oldrev: before });
}

/** A merge that was made with Git and pushed is found by its head, and the merge request is merged. */
async function noticeMerge(
  state: State,
  { project, request }: Followed,
  {
    before,
    after,
    by,
    hooks,
  }: { readonly before: string | undefined; readonly after: string; readonly by: User; readonly hooks: Webhooks },
): Promise<void> {
  const { head } = lastVersion(request);
  if (!(await isAncestor(project.folder, head, after))) return;
  if (before !== undefined && (await isAncestor(project.folder, head, before))) return;
  const range = before === undefined ? after : `${before}..${after}`;
  const firstParents = await git(project.folder, ["rev-list", "--first-parent", "--reverse", range]);
  for (const commit of firstParents.split("\n"))
    if (await isAncestor(project.folder, head, commit)) {
      request.merged = { at: state.now(), by, mergeCommit: commit, tip: commit };
      break;
    }
  request.state = "merged";
  request.updated = state.now();
  hooks.mergeRequest(project, request, "merge", by);
}
