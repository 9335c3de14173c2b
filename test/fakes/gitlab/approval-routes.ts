import type { FastifyInstance } from "fastify";
import { accessOf, apiCaller, needRole, paged, refused, roles, userJson } from "./http-answers.ts";
import { requestOf } from "./merge-request-routes.ts";
import { lastVersion, type State } from "./state.ts";
import { addSystemNote } from "./versions.ts";
import type { Webhooks } from "./webhooks.ts";

/** Approvals. They have no commit, and stay over pushes unless the project takes them away. */
export function approvalRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  const base = "/projects/:id/merge_requests/:iid";

  app.get(`${base}/approvals`, (request) => {
    const { found } = requestOf(state, request, apiCaller(state, request));
    return {
      // True without an approval, because no rule asks for one.
      approved: true,
      approvals_required: 0,
      approved_by: found.approvals.map(({ user, at }) => ({
        user: userJson(user),
        ...(state.tellsApprovalTimes && { approved_at: at }),
      })),
    };
  });

  app.get(`${base}/reviewers`, (request, reply) => {
    const { found } = requestOf(state, request, apiCaller(state, request));
    const reviewers = [...found.reviewers].map(([id, word]) => ({
      user: userJson(state.users.find((each) => each.id === id)!),
      state: word,
      created_at: found.created,
    }));
    return paged(state, { request, reply }, reviewers);
  });

  app.post<{ Body: { user_ids: number[] } }>(`${base}/approval_rules`, (request, reply) => {
    const caller = apiCaller(state, request);
    const { project, found } = requestOf(state, request, caller);
    needRole(project, caller, "developer");
    for (const id of request.body.user_ids) found.approvers.add(id);
    reply.code(201);
    return { id: state.nextId() };
  });

  app.post<{ Body: { sha?: string } | undefined }>(`${base}/approve`, (request, reply) => {
    const { user } = apiCaller(state, request);
    const { project, found } = requestOf(state, request, { user, scopes: [] });
    const { sha } = request.body ?? {};
    if (sha !== undefined && sha !== lastVersion(found).head)
      throw refused(409, `SHA does not match HEAD of source branch: ${lastVersion(found).head}`);
    if (accessOf(project, user) < roles.developer && !found.approvers.has(user.id))
      throw refused(401, "401 Unauthorized");
    if (found.approvals.some((each) => each.user === user)) throw refused(401, "401 Unauthorized");
    found.approvals.push({ user, at: state.now() });
    found.reviewers.set(user.id, "approved");
    addSystemNote(state, found, user, "approved this merge request");
    hooks.mergeRequest(project, found, "approved", user);
    reply.code(201);
    return { approved_by: found.approvals.map((each) => ({ user: userJson(each.user) })) };
  });

  app.post(`${base}/unapprove`, (request, reply) => {
    const { user } = apiCaller(state, request);
    const { project, found } = requestOf(state, request, { user, scopes: [] });
    const at = found.approvals.findIndex((each) => each.user === user);
    if (at < 0) throw refused(404, "404 Not Found");
    found.approvals.splice(at, 1);
    found.reviewers.set(user.id, "unapproved");
    addSystemNote(state, found, user, "unapproved this merge request");
    hooks.mergeRequest(project, found, "unapproved", user);
    return reply.code(201).send({});
  });
}
