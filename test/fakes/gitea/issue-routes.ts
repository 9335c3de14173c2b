import type { FastifyInstance } from "fastify";
import { addIssue } from "./add-issue.ts";
import { callerWith, mayWrite, notFound, paged, Refused, repositoryOf } from "./http-answers.ts";
import type { Issue, State } from "./state.ts";
import { userJson } from "./user-routes.ts";

const issueJson = (issue: Issue) => ({
  number: issue.number,
  title: issue.title,
  body: issue.body,
  state: issue.state,
  user: userJson(issue.author),
  pull_request: issue.pull ? { merged: issue.pull.merged !== undefined } : null,
});

export function issueRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Querystring: { type?: string; state?: string } }>("/repos/:owner/:repo/issues", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:issue"));
    const { type, state: wanted } = request.query;
    const isWanted = (issue: Issue) =>
      (type !== "issues" || !issue.pull) && (wanted === "all" || issue.state === (wanted ?? "open"));
    return paged(state, { request, reply }, repository.issues.filter(isWanted).toReversed(), { headers: "all" }).map(
      issueJson,
    );
  });

  app.post<{ Body: { title: string; body?: string } }>("/repos/:owner/:repo/issues", (request, reply) => {
    const caller = callerWith(state, request, "write:issue");
    const repository = repositoryOf(state, request, caller);
    if (repository.isArchived) throw new Refused(423, "Repository is archived.");
    const { title, body = "" } = request.body;
    const issue = addIssue(state, repository, { author: caller.user, title, body });
    reply.code(201);
    return issueJson(issue);
  });

  app.patch<{ Params: { number: string }; Body: Partial<Pick<Issue, "title" | "body" | "state">> }>(
    "/repos/:owner/:repo/issues/:number",
    (request, reply) => {
      const caller = callerWith(state, request, "write:issue");
      const repository = repositoryOf(state, request, caller);
      const issue = repository.issues.find(({ number }) => String(number) === request.params.number);
      if (!issue) throw notFound();
      if (issue.author !== caller.user && !mayWrite(repository, caller.user)) throw new Refused(403, "");
      const { title = issue.title, body = issue.body, state: wanted = issue.state } = request.body;
      Object.assign(issue, { title, body, state: wanted, updated: state.now() });
      reply.code(201);
      return issueJson(issue);
    },
  );

  app.get<{ Params: { number: string } }>("/repos/:owner/:repo/issues/:number/timeline", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:issue"));
    const issue = repository.issues.find(({ number }) => String(number) === request.params.number);
    if (!issue) throw notFound();
    const comments = issue.comments.map(({ author, created, body }) => ({
      type: "comment",
      user: author,
      at: created,
      body,
    }));
    const pushes = (issue.pull?.pushes ?? []).map(({ by, at, isForced }) => {
      return { type: "pull_push", user: by, at, body: JSON.stringify({ is_force_push: isForced, commit_ids: [] }) };
    });
    const retargets = (issue.pull?.baseChanges ?? []).map(({ by, at }) => {
      return { type: "change_target_branch", user: by, at, body: "" };
    });
    const entries = [...comments, ...pushes, ...retargets].toSorted(
      (one, other) => Date.parse(one.at) - Date.parse(other.at),
    );
    return paged(state, { request, reply }, entries, { headers: "count of this page" }).map(
      ({ user, at, ...entry }) => ({
        ...entry,
        user: userJson(user),
        created_at: at,
      }),
    );
  });
}
