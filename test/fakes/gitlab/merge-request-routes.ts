import type { FastifyInstance, FastifyRequest } from "fastify";
import pLimit from "p-limit";
import { commitAt } from "../forge-host/bare-git.ts";
import { changedPaths } from "../forge-host/changed-paths.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { commitJson } from "./commit-routes.ts";
import {
  accessOf,
  apiCaller,
  type Caller,
  forbidden,
  notFound,
  paged,
  projectOf,
  refused,
  roles,
} from "./http-answers.ts";
import { mergeRequestJson } from "./merge-request-json.ts";
import { lastVersion, type MergeRequest, type Project, type State } from "./state.ts";
import { addSystemNote, addVersion } from "./versions.ts";
import type { Webhooks } from "./webhooks.ts";

export interface FoundRequest {
  readonly project: Project;
  readonly found: MergeRequest;
}

/** The merge request of a route. */
export function requestOf(state: State, request: FastifyRequest, caller: Caller): FoundRequest {
  const project = projectOf(state, request, caller);
  const { iid } = request.params as { readonly iid?: string };
  const found = project.requests.find((each) => String(each.iid) === iid);
  if (!found) throw notFound("Merge Request");
  return { project, found };
}

interface Filter {
  readonly state?: string;
  readonly scope?: string;
  readonly source_branch?: string;
  readonly target_branch?: string;
  readonly updated_after?: string;
}

interface ChangedRequest {
  readonly title?: string;
  readonly description?: string;
  readonly state_event?: "close" | "reopen";
  readonly target_branch?: string;
}

interface NewRequest {
  readonly source_branch: string;
  readonly target_branch: string;
  readonly title: string;
  readonly description?: string;
  readonly target_project_id?: number;
}

export function mergeRequestRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  app.get<{ Querystring: Filter }>("/projects/:id/merge_requests", (request, reply) => {
    const project = projectOf(state, request, apiCaller(state, request));
    const { state: wanted = "all", source_branch: source, target_branch: target, updated_after: after } = request.query;
    const isWanted = (each: MergeRequest) =>
      (wanted === "all" || each.state === wanted) &&
      (source === undefined || each.sourceBranch === source) &&
      (target === undefined || each.targetBranch === target) &&
      (after === undefined || Date.parse(each.updated) >= Date.parse(after));
    return paged(state, { request, reply }, project.requests.filter(isWanted).toReversed()).map((each) =>
      mergeRequestJson(project, each, "in a list"),
    );
  });

  app.get("/projects/:id/merge_requests/:iid", async (request) => {
    const { project, found } = requestOf(state, request, apiCaller(state, request));
    const { base, head } = lastVersion(found);
    const { length: files } = await changedPaths(project.folder, base, head);
    return { ...mergeRequestJson(project, found, "looked at"), changes_count: String(files) };
  });

  const opening = pLimit(1);
  app.post<{ Body: NewRequest }>("/projects/:id/merge_requests", async (request, reply) => {
    const caller = apiCaller(state, request);
    const source = projectOf(state, request, caller);
    const { source_branch: sourceBranch, target_branch: targetBranch, title, description = "" } = request.body;
    const project = state.projects.find(({ id }) => id === request.body.target_project_id) ?? source;
    if (accessOf(source, caller.user) < roles.developer) throw forbidden();
    const other = project.requests.find(
      (each) =>
        each.state === "opened" &&
        each.sourceBranch === sourceBranch &&
        each.targetBranch === targetBranch &&
        each.sourceProject === source,
    );
    if (other) {
      const message = `Another open merge request already exists for this source branch: !${other.iid}`;
      throw refused(409, [message]);
    }
    const head = await commitAt(source.folder, `refs/heads/${sourceBranch}`);
    if (head === undefined) throw refused(400, { base: ["Source branch does not exist"] });
    const now = state.now();
    const opened = (iid: number): MergeRequest => ({
      iid,
      author: caller.user,
      title,
      description,
      state: "opened",
      notes: [],
      isLocked: false,
      labels: [],
      created: now,
      updated: now,
      sourceBranch,
      targetBranch,
      sourceProject: source,
      versions: [],
      approvals: [],
      reviewers: new Map(),
      approvers: new Set(),
    });
    // Two that come at the same time are both opened, and the one with the lower number is seen first.
    const made = await opening(async () => {
      const request = opened(++project.lastRequest);
      await addVersion(state, project, request, head);
      project.requests.push(request);
      return request;
    });
    hooks.mergeRequest(project, made, "open", caller.user);
    reply.code(201);
    return mergeRequestJson(project, made, "looked at");
  });

  app.put<{ Body: ChangedRequest }>("/projects/:id/merge_requests/:iid", async (request) => {
    const caller = apiCaller(state, request);
    const { project, found } = requestOf(state, request, caller);
    if (found.author !== caller.user && accessOf(project, caller.user) < roles.developer) throw forbidden();
    const { title = found.title, description = found.description, state_event: event } = request.body;
    Object.assign(found, { title, description, updated: state.now() });
    if (event) found.state = event === "close" ? "closed" : "opened";
    const { target_branch: target } = request.body;
    if (target !== undefined && target !== found.targetBranch) {
      const text = `changed target branch from \`${found.targetBranch}\` to \`${target}\``;
      found.targetBranch = target;
      await addVersion(state, project, found, lastVersion(found).head);
      addSystemNote(state, found, caller.user, text);
    }
    hooks.mergeRequest(project, found, event ?? "update", caller.user);
    return mergeRequestJson(project, found, "looked at");
  });

  app.get("/projects/:id/merge_requests/:iid/diffs", async (request, reply) => {
    const { project, found } = requestOf(state, request, apiCaller(state, request));
    const { base, head } = lastVersion(found);
    const paths = await changedPaths(project.folder, base, head);
    return paged(state, { request, reply }, paths).map(({ path, oldPath = path, change }) => ({
      old_path: oldPath,
      new_path: path,
      renamed_file: oldPath !== path,
      new_file: change === "added",
      deleted_file: change === "deleted",
      diff: "",
    }));
  });

  app.get("/projects/:id/merge_requests/:iid/commits", async (request, reply) => {
    const { project, found } = requestOf(state, request, apiCaller(state, request));
    const { base, head } = lastVersion(found);
    const commits = await readCommits(project.folder, [`${base}..${head}`]);
    // Parents are left out of this list.
    return paged(state, { request, reply }, commits).map((each) => ({ ...commitJson(each), parent_ids: [] }));
  });

  app.get("/projects/:id/merge_requests/:iid/versions", (request, reply) => {
    const { found } = requestOf(state, request, apiCaller(state, request));
    return paged(state, { request, reply }, found.versions.toReversed()).map(({ id, head, base, created }) => ({
      id,
      head_commit_sha: head,
      base_commit_sha: base,
      start_commit_sha: base,
      created_at: created,
      state: "collected",
    }));
  });
}
