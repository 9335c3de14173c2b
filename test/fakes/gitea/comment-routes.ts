import type { FastifyInstance } from "fastify";
import { type Caller, callerWith, mayWrite, notFound, Refused, repositoryOf, serverError } from "./http-answers.ts";
import type { Comment, Issue, Repository, State } from "./state.ts";
import { userJson } from "./user-routes.ts";
import type { Webhooks } from "./webhooks.ts";

export const commentJson = (comment: Comment) => ({
  id: comment.id,
  body: comment.body,
  user: userJson(comment.author),
  created_at: comment.created,
  // The user who edited it is not told.
  updated_at: comment.updated,
});

/** Those of a site whose settings are as they are delivered. */
const allowedReactions = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

/** Comments of issues and pull requests. Both need the scope of issues. */
export function commentRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  // Not paged: the whole list is the answer for any page and limit.
  app.get<{ Params: { number: string } }>("/repos/:owner/:repo/issues/:number/comments", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:issue"));
    const issue = repository.issues.find(({ number }) => String(number) === request.params.number);
    if (!issue) throw serverError();
    reply.header("X-Total-Count", issue.comments.length);
    return issue.comments.map(commentJson);
  });

  app.post<{ Params: { number: string }; Body: { body: string } }>(
    "/repos/:owner/:repo/issues/:number/comments",
    (request, reply) => {
      const caller = callerWith(state, request, "write:issue");
      const repository = repositoryOf(state, request, caller);
      const issue = repository.issues.find(({ number }) => String(number) === request.params.number);
      if (!issue) throw notFound();
      refuseWhereClosed(repository, issue, caller);
      const { body } = request.body;
      if (body === "") throw new Refused(422, "[Body]: Required");
      const now = state.now();
      const comment = { id: state.nextId(), author: caller.user, body, created: now, updated: now, reactions: [] };
      issue.comments.push(comment);
      hooks.commented(repository, issue, comment, "created");
      reply.code(201);
      return commentJson(comment);
    },
  );

  app.patch<{ Params: { id: string }; Body: { body: string } }>(
    "/repos/:owner/:repo/issues/comments/:id",
    (request) => {
      const caller = callerWith(state, request, "write:issue");
      const repository = repositoryOf(state, request, caller);
      const { issue, comment } = commentOf(repository, request.params.id);
      refuseWhereClosed(repository, issue, caller);
      // Anybody with the right to write may edit it, and its author stays the same.
      if (comment.author !== caller.user && !mayWrite(repository, caller.user)) throw new Refused(403, "");
      if (comment.body !== request.body.body) {
        comment.body = request.body.body;
        comment.updated = state.now();
        hooks.commented(repository, issue, comment, "edited");
      }
      return commentJson(comment);
    },
  );

  app.delete<{ Params: { id: string } }>("/repos/:owner/:repo/issues/comments/:id", (request, reply) => {
    const caller = callerWith(state, request, "write:issue");
    const repository = repositoryOf(state, request, caller);
    const { issue, comment } = commentOf(repository, request.params.id);
    if (comment.author !== caller.user && !mayWrite(repository, caller.user)) throw new Refused(403, "");
    issue.comments.splice(issue.comments.indexOf(comment), 1);
    hooks.commented(repository, issue, comment, "deleted");
    return reply.code(204).send();
  });

  app.post<{ Params: { id: string }; Body: { content: string } }>(
    "/repos/:owner/:repo/issues/comments/:id/reactions",
    (request, reply) => {
      const caller = callerWith(state, request, "write:issue");
      const repository = repositoryOf(state, request, caller);
      const { issue, comment } = commentOf(repository, request.params.id);
      refuseWhereClosed(repository, issue, caller);
      const { content } = request.body;
      if (!allowedReactions.includes(content)) throw new Refused(403, `'${content}' is not an allowed reaction`);
      const { reactions = [] } = comment;
      const isThere = reactions.some((each) => each.by === caller.user && each.content === content);
      if (!isThere) reactions.push({ by: caller.user, content });
      reply.code(isThere ? 200 : 201);
      return { user: userJson(caller.user), content, created_at: state.now() };
    },
  );

  app.get<{ Params: { id: string } }>("/repos/:owner/:repo/issues/comments/:id/reactions", (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:issue"));
    const { reactions = [] } = commentOf(repository, request.params.id).comment;
    // Gitea answers a list that is empty with null.
    return reactions.length === 0 ? null : reactions.map(({ by, content }) => ({ user: userJson(by), content }));
  });

  app.put<{ Params: { number: string } }>("/repos/:owner/:repo/issues/:number/lock", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "write:issue"));
    const issue = repository.issues.find(({ number }) => String(number) === request.params.number);
    if (!issue) throw notFound();
    issue.isLocked = true;
    return reply.code(204).send();
  });
}

function commentOf(repository: Repository, id: string): { readonly issue: Issue; readonly comment: Comment } {
  for (const issue of repository.issues) {
    const comment = issue.comments.find((each) => String(each.id) === id);
    if (comment) return { issue, comment };
  }
  throw notFound();
}

function refuseWhereClosed(repository: Repository, issue: Issue, { user }: Caller): void {
  if (repository.isArchived) throw new Refused(423, "Repository is archived.");
  if (issue.isLocked && !mayWrite(repository, user)) throw new Refused(403, "Issue is locked");
}
