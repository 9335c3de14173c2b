import type { FastifyInstance } from "fastify";
import { callerWith, mayWrite, notFound, paged, Refused, repositoryOf } from "./http-answers.ts";
import { addIssue } from "./pulls.ts";
import type { Resources } from "./resources.ts";
import type { Comment, Issue, Repository, State, Token } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Bytes of a comment, and characters of an issue: the error speaks of characters in both cases. */
const commentBytes = 262_144;
const issueCharacters = 65_536;

/** Issues, and comments of issues and pull requests: either permission lets one comment on a pull request. */
export function issueRoutes(app: FastifyInstance, state: State, give: Resources, hooks: Webhooks): void {
  const on = "issues=write; pull_requests=write";
  type ByNumber = { Params: { number: string } };

  app.get<ByNumber>("/repos/:owner/:repo/issues/:number/comments", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, on.replaceAll("write", "read")));
    const issue = issueOf(repository, request.params.number);
    return paged(request, reply, issue.comments).map((each) => give.comment(repository, issue, each));
  });

  app.post<ByNumber & { Body: { body: string } }>("/repos/:owner/:repo/issues/:number/comments", (request, reply) => {
    const caller = callerWith(state, request, on);
    const repository = repositoryOf(state, request, caller);
    const issue = issueOf(repository, request.params.number);
    refuseWhereClosed(repository, issue, caller);
    const body = checkedComment(request.body.body);
    const now = state.now();
    const comment = { id: state.nextId(), author: caller.user, body, created: now, updated: now, reactions: [] };
    issue.comments.push(comment);
    hooks.commented(repository, issue, comment, "created", caller.user);
    reply.code(201);
    return give.comment(repository, issue, comment);
  });

  app.patch<{ Params: { id: string }; Body: { body: string } }>(
    "/repos/:owner/:repo/issues/comments/:id",
    (request) => {
      const caller = callerWith(state, request, on);
      const repository = repositoryOf(state, request, caller);
      const { issue, comment } = commentOf(repository, request.params.id);
      refuseWhereClosed(repository, issue, caller);
      // Users who may write may edit every comment, and its author stays the same.
      if (comment.author !== caller.user && !mayWrite(repository, caller.user))
        throw new Refused(403, "Must have admin rights to Repository.");
      comment.body = checkedComment(request.body.body);
      comment.updated = state.now();
      hooks.commented(repository, issue, comment, "edited", caller.user);
      return give.comment(repository, issue, comment);
    },
  );

  app.delete<{ Params: { id: string } }>("/repos/:owner/:repo/issues/comments/:id", (request, reply) => {
    const caller = callerWith(state, request, on);
    const repository = repositoryOf(state, request, caller);
    const { issue, comment } = commentOf(repository, request.params.id);
    issue.comments.splice(issue.comments.indexOf(comment), 1);
    return reply.code(204).send();
  });

  app.post<{ Params: { id: string }; Body: { content: string } }>(
    "/repos/:owner/:repo/issues/comments/:id/reactions",
    (request, reply) => {
      const caller = callerWith(state, request, on);
      const repository = repositoryOf(state, request, caller);
      const { issue, comment } = commentOf(repository, request.params.id);
      refuseWhereClosed(repository, issue, caller);
      const { content } = request.body;
      const { reactions = [] } = comment;
      const before = reactions.find((each) => each.by === caller.user && each.content === content);
      const reaction = before ?? { id: state.nextId(), by: caller.user, content };
      if (!before) reactions.push(reaction);
      reply.code(before ? 200 : 201);
      return give.reaction(reaction);
    },
  );

  app.put<ByNumber>("/repos/:owner/:repo/issues/:number/lock", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, on));
    issueOf(repository, request.params.number).isLocked = true;
    return reply.code(204).send();
  });

  app.get<{ Querystring: { state?: string; creator?: string } }>("/repos/:owner/:repo/issues", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "issues=read"));
    refuseWithoutIssues(repository);
    const { state: wanted = "open", creator } = request.query;
    const found = repository.issues
      .filter((each) => wanted === "all" || each.state === wanted)
      .filter((each) => creator === undefined || each.author.login === creator);
    return paged(request, reply, found.toReversed()).map((each) => give.issue(repository, each));
  });

  app.post<{ Body: { title: string; body?: string } }>("/repos/:owner/:repo/issues", (request, reply) => {
    const caller = callerWith(state, request, "issues=write");
    const repository = repositoryOf(state, request, caller);
    refuseWithoutIssues(repository);
    const { title, body = "" } = request.body;
    if (body.length > issueCharacters) throw tooLong("Issue");
    const issue = addIssue(state, repository, { author: caller.user, title, body });
    reply.code(201);
    return give.issue(repository, issue);
  });

  app.patch<{ Params: { number: string }; Body: Partial<Pick<Issue, "title" | "body" | "state">> }>(
    "/repos/:owner/:repo/issues/:number",
    (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "issues=write"));
      const issue = issueOf(repository, request.params.number);
      const { title = issue.title, body = issue.body, state: wanted = issue.state } = request.body;
      // A text that is too long is left out without a word.
      const kept = body.length > issueCharacters ? issue.body : body;
      Object.assign(issue, { title, body: kept, state: wanted, updated: state.now() });
      return give.issue(repository, issue);
    },
  );
}

export function issueOf({ issues }: Repository, number: string): Issue {
  const issue = issues.find((each) => String(each.number) === number);
  if (!issue) throw notFound();
  return issue;
}

function checkedComment(body: string): string {
  if (Buffer.byteLength(body) > commentBytes) throw tooLong("IssueComment");
  return body;
}

function tooLong(resource: string): Refused {
  const message = "body is too long (maximum is 65536 characters)";
  return new Refused(422, "Validation Failed", { errors: [{ resource, code: "custom", field: "body", message }] });
}

function commentOf(repository: Repository, id: string): { readonly issue: Issue; readonly comment: Comment } {
  for (const issue of repository.issues) {
    const comment = issue.comments.find((each) => String(each.id) === id);
    if (comment) return { issue, comment };
  }
  throw notFound();
}

function refuseWithoutIssues({ hasIssues }: Repository): void {
  if (!hasIssues) throw new Refused(410, "Issues are disabled for this repo");
}

function refuseWhereClosed(repository: Repository, issue: Issue, { user }: Token): void {
  if (repository.isArchived) throw new Refused(403, "Repository was archived so is read-only.");
  if (issue.isLocked && !mayWrite(repository, user))
    throw new Refused(403, "Unable to create comment because issue is locked.");
}
