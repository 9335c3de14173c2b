import type { FastifyInstance, FastifyRequest } from "fastify";
import { addComment, logged, type PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { Comment, Pull, Repository } from "../state.ts";
import { callerWith, pullAt, repositoryOf, route } from "./data-center-answers.ts";
import { commentJson } from "./data-center-json.ts";

/** Comments of one pull request. They are listed in its log alone. */
export function commentRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  const base = "/api/latest/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}/comments";
  const found = (request: FastifyRequest) => {
    const caller = callerWith(state, request);
    const repository = repositoryOf(state, request, caller);
    return { caller, repository, pull: pullAt(repository, request) };
  };
  const one = `${base}/{commentId}` as const;

  app.post<{ Body: { text: string } }>(route(base), (request, reply) => {
    const { caller, repository, pull } = found(request);
    refuseArchived(repository);
    addComment(keeper, repository, pull, caller, checked(request.body.text));
    reply.code(201);
    return commentJson(pull.comments.at(-1)!);
  });

  app.get(route(one), (request) => commentJson(commentAt(found(request).pull, request)));

  app.put<{ Body: { text: string; version: number } }>(route(one), (request) => {
    const { caller, repository, pull } = found(request);
    const comment = commentAt(pull, request);
    refuseArchived(repository);
    if (comment.author !== caller) throw new Refused(403, "Only the author of a comment may edit it");
    refuseStale(comment, request.body.version);
    Object.assign(comment, { text: checked(request.body.text), version: comment.version + 1, updated: state.now() });
    // Another entry for the same comment; the one before keeps the text that it had.
    logged(keeper, repository, pull, "commented", caller, { comment: { ...comment } });
    return commentJson(comment);
  });

  app.delete<{ Querystring: { version?: string } }>(route(one), async (request, reply) => {
    const { caller, repository, pull } = found(request);
    const comment = commentAt(pull, request);
    if (comment.author !== caller && repository.permissions.get(caller.id) !== "admin")
      throw new Refused(403, "You may not delete this comment");
    refuseStale(comment, request.query.version);
    comment.isDeleted = true;
    return await reply.code(204).send();
  });
}

/** Longer texts are refused with the name of the field. */
function checked(text: string): string {
  if (text.length >= 32_768) throw new Refused(400, "The comment is too long.", { context: "text" });
  return text;
}

function refuseArchived({ isArchived }: Repository): void {
  if (isArchived) throw new Refused(409, "The repository is archived and may not be changed.");
}

function refuseStale(comment: Comment, version: unknown): void {
  if (Number(version) !== comment.version)
    throw new Refused(409, "You are attempting to modify a comment based on out-of-date information.");
}

function commentAt(pull: Pull, request: FastifyRequest): Comment {
  const { commentId: id } = request.params as { readonly commentId?: string };
  const found = pull.comments.find((each) => String(each.id) === id && !each.isDeleted);
  if (!found) throw new Refused(404, `Comment ${id} does not exist.`);
  return found;
}
