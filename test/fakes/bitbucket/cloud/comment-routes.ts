import type { FastifyInstance, FastifyRequest } from "fastify";
import { addComment, type PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { Comment, Pull } from "../state.ts";
import { callerWith, paged, pullAt, repositoryOf, route } from "./cloud-answers.ts";
import { commentJson } from "./cloud-json.ts";

const longest = 32_768;

interface Body {
  readonly content: { readonly raw: string };
}

export function commentRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  const base = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments";

  // Deleted comments stay.
  app.get(route(base), (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:pullrequest:bitbucket"));
    return paged(state, request, pullAt(repository, request).comments.map(commentJson));
  });

  app.post<{ Body: Body }>(route(base), (request, reply) => {
    const caller = callerWith(state, request, "write:pullrequest:bitbucket");
    const repository = repositoryOf(state, request, caller);
    const pull = pullAt(repository, request);
    const text = textOf(request.body);
    addComment(keeper, repository, pull, caller, text);
    reply.code(201);
    return commentJson(pull.comments.at(-1)!);
  });

  app.put<{ Body: Body }>(route(`${base}/{comment_id}`), (request) => {
    const caller = callerWith(state, request, "write:pullrequest:bitbucket");
    const comment = commentAt(pullAt(repositoryOf(state, request, caller), request), request);
    if (comment.author !== caller) throw new Refused(403, "You do not have permission to edit this comment.");
    Object.assign(comment, { text: textOf(request.body), updated: state.now() });
    return commentJson(comment);
  });

  app.delete(route(`${base}/{comment_id}`), async (request, reply) => {
    const caller = callerWith(state, request, "write:pullrequest:bitbucket");
    const repository = repositoryOf(state, request, caller);
    const comment = commentAt(pullAt(repository, request), request);
    if (comment.author !== caller && repository.permissions.get(caller.id) !== "admin")
      throw new Refused(403, "You do not have permission to delete this comment.");
    comment.isDeleted = true;
    return await reply.code(204).send();
  });
}

function textOf({ content: { raw } }: Body): string {
  if (raw.length > longest) throw new Refused(400, "Bad request", { content: ["Too long"] });
  return raw;
}

function commentAt(pull: Pull, request: FastifyRequest): Comment {
  const { comment_id: id } = request.params as { readonly comment_id?: string };
  const found = pull.comments.find((each) => String(each.id) === id && !each.isDeleted);
  if (!found) throw new Refused(404, `Comment ${id} not found`);
  return found;
}
