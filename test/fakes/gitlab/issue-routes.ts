import type { FastifyInstance } from "fastify";
import { accessOf, apiCaller, forbidden, notFound, paged, projectOf, roles, userJson } from "./http-answers.ts";
import { extractCommands } from "./quick-actions.ts";
import type { Noteable, State } from "./state.ts";

const issueJson = ({ iid, title, description, state, author }: Noteable) => ({
  iid,
  title,
  description,
  state,
  author: userJson(author),
  issue_type: "issue",
});

/** Issues have numbers of their own, beside those of merge requests. */
export function issueRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Querystring: { scope?: string; author_id?: string } }>("/projects/:id/issues", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    const { author_id: author } = request.query;
    const wanted = project.issues.filter((each) => author === undefined || String(each.author.id) === author);
    return paged(state, { request, reply }, wanted.toReversed()).map(issueJson);
  });

  app.post<{ Body: { title: string; description?: string } }>("/projects/:id/issues", (request, reply) => {
    const { user } = apiCaller(state, request);
    const project = projectOf(state, request, { user, scopes: [] });
    if (project.isArchived) throw forbidden();
    const now = state.now();
    const issue: Noteable = {
      iid: project.issues.length + 1,
      author: user,
      title: request.body.title.trim(),
      description: extractCommands(request.body.description ?? "").text,
      state: "opened",
      notes: [],
      isLocked: false,
      labels: [],
      created: now,
      updated: now,
    };
    project.issues.push(issue);
    reply.code(201);
    return issueJson(issue);
  });

  app.put<{
    Params: { iid: string };
    Body: { title?: string; description?: string; state_event?: "close" | "reopen" };
  }>("/projects/:id/issues/:iid", (request) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    const issue = project.issues.find((each) => String(each.iid) === request.params.iid);
    if (!issue) throw notFound("Issue");
    if (issue.author !== caller.user && accessOf(project, caller.user) < roles.reporter) throw forbidden();
    const { title = issue.title, description = issue.description, state_event: event } = request.body;
    Object.assign(issue, { title: title.trim(), description: extractCommands(description).text, updated: state.now() });
    if (event) issue.state = event === "close" ? "closed" : "opened";
    return issueJson(issue);
  });
}
