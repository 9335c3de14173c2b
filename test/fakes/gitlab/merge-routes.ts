import type { FastifyInstance } from "fastify";
import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { mergeCommit, rebased, squashed } from "../forge-host/merges.ts";
import { apiCaller, needRole, refused } from "./http-answers.ts";
import { mergeRequestJson } from "./merge-request-json.ts";
import { type FoundRequest, requestOf } from "./merge-request-routes.ts";
import { fullPath, lastVersion, type MergeRequest, type State, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

type Landed = Pick<NonNullable<MergeRequest["merged"]>, "mergeCommit" | "squashCommit" | "tip">;

export function mergeRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  const land = async ({ project, found }: FoundRequest, by: User, landed: Landed) => {
    const ref = `refs/heads/${found.targetBranch}`;
    const before = (await commitAt(project.folder, ref)) ?? "";
    await git(project.folder, ["update-ref", ref, landed.tip]);
    found.merged = { at: state.now(), by, ...landed };
    Object.assign(found, { state: "merged", updated: state.now() });
    hooks.mergeRequest(project, found, "merge", by);
    hooks.pushed(project, { ref, before, after: landed.tip, by });
    return mergeRequestJson(project, found, "looked at");
  };

  app.put<{ Body: { sha?: string; squash?: boolean } | undefined }>(
    "/projects/:id/merge_requests/:iid/merge",
    async (request) => {
      const caller = apiCaller(state, request);
      const at = requestOf(state, request, caller);
      needRole(at.project, caller, "developer");
      const { sha, squash = false } = request.body ?? {};
      refuseMerge(at, sha);
      return await land(at, caller.user, await merged(at, caller.user, squash));
    },
  );

  // One at a time, so that the train is always empty: it lands at once what it has tested.
  app.post("/projects/:id/merge_trains/merge_requests/:iid", async (request, reply) => {
    const caller = apiCaller(state, request);
    const at = requestOf(state, request, caller);
    needRole(at.project, caller, "developer");
    refuseMerge(at, lastVersion(at.found).head);
    reply.code(201);
    const { project, found } = at;
    if (project.mergeMethod === "merge") return await land(at, caller.user, await merged(at, caller.user, false));
    const by = { login: caller.user.username, email: caller.user.email };
    const base = (await commitAt(project.folder, `refs/heads/${found.targetBranch}`)) ?? "";
    const tip = await rebased({ folder: project.folder, base, head: lastVersion(found).head, by });
    return await land(at, caller.user, { tip });
  });
}

function refuseMerge({ project, found }: FoundRequest, sha: string | undefined): void {
  const { head } = lastVersion(found);
  if (found.state !== "opened") throw refused(405, "405 Method Not Allowed");
  if (project.needsSha && sha === undefined) throw refused(400, "SHA must be provided when merging");
  if (sha !== undefined && sha !== head) throw refused(409, `SHA does not match HEAD of source branch: ${head}`);
  if (!project.needsPipeline) return;
  const pipeline = project.pipelines.filter((each) => each.sha === head).at(-1);
  const statuses = pipeline?.statuses.filter(({ isRetried }) => !isRetried) ?? [];
  if (statuses.length === 0 || statuses.some(({ status }) => status !== "success"))
    throw refused(405, "405 Method Not Allowed");
}

async function merged({ project, found }: FoundRequest, user: User, squash: boolean): Promise<Landed> {
  const { folder, mergeMethod } = project;
  const by = { login: user.username, email: user.email };
  const base = (await commitAt(folder, `refs/heads/${found.targetBranch}`)) ?? "";
  const { head } = lastVersion(found);
  const squashCommit = squash ? await squashed({ folder, base, head, by }, found.title) : undefined;
  const top = squashCommit ?? head;
  if (mergeMethod !== "merge" && !(await isAncestor(folder, base, top))) throw refused(405, "405 Method Not Allowed");
  if (mergeMethod === "ff") return { tip: top, ...(squashCommit && { squashCommit }) };
  const text = `Merge branch '${found.sourceBranch}' into '${found.targetBranch}'\n\n${found.title}\n\nSee merge request ${fullPath(project)}!${found.iid}`;
  const mergeCommitId = await mergeCommit({ folder, base, head: top, by }, text);
  return { mergeCommit: mergeCommitId, tip: mergeCommitId, ...(squashCommit && { squashCommit }) };
}
