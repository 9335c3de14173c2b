import { createHmac, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { MovedReference } from "../../forge-host/smart-http.ts";
import { credentialsOf, tokenOf } from "../authorization.ts";
import { type BitbucketHost, bitbucketHost } from "../bitbucket-host.ts";
import { gitRoutes } from "../git-routes.ts";
import type { PullKeeper } from "../pulls.ts";
import type { Logged, LoggedKind, Repository, User } from "../state.ts";
import { commentRoutes } from "./comment-routes.ts";
import { commentJson, pullJson, repositoryJson, userJson } from "./data-center-json.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import { pullRoutes } from "./pull-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { setupRoutes } from "./setup-routes.ts";

const events: Readonly<Record<LoggedKind, string>> = {
  opened: "pr:opened",
  pushed: "pr:from_ref_updated",
  edited: "pr:modified",
  approved: "pr:reviewer:approved",
  unapproved: "pr:reviewer:unapproved",
  "changes-requested": "pr:reviewer:needs_work",
  commented: "pr:comment:added",
  merged: "pr:merged",
  declined: "pr:declined",
};

const zeros = "0".repeat(40);

/** Bitbucket Data Center as the description of its version 9.2 and reports of its users have it; docs/forges/bitbucket.md lists more. */
export async function fakeDataCenter(): Promise<BitbucketHost> {
  return await bitbucketHost({
    kind: "data-center",
    prefix: "/rest/",
    owner: "OPS",
    longestHook: Number.POSITIVE_INFINITY,
    protection: (branch) => ({ kind: "pull-request-only", matcher: { id: `refs/heads/${branch}`, type: "BRANCH" } }),
    errorBody: ({ message, detail }) => ({
      errors: [{ context: null, message, exceptionName: "com.atlassian.x", ...detail }],
    }),
    routes(app, keeper, root) {
      gitRoutes(app, keeper, root, {
        prefix: "scm/",
        isRight: () => true,
        pushScope: "REPO_WRITE",
        pushEvent: "repo:refs_changed",
        pushed,
      });
      app.register(
        (api: FastifyInstance, _options, done) => {
          apiRoutes(api, keeper);
          done();
        },
        { prefix: "/rest" },
      );
    },
    announced(repository, pull, { kind, by, comment, head }: Logged) {
      const event = comment && comment.version > 0 ? "pr:comment:edited" : events[kind];
      const status = { approved: "APPROVED", "changes-requested": "NEEDS_WORK", unapproved: "UNAPPROVED" };
      return {
        event,
        payload: {
          eventKey: event,
          actor: userJson(by),
          pullRequest: pullJson(repository, pull, zeros),
          ...(comment && { comment: commentJson(comment) }),
          ...(kind in status && {
            participant: { user: userJson(by), status: status[kind as "approved"], lastReviewedCommit: head },
          }),
        },
      };
    },
    headers: (event, body, secret) => ({
      "x-event-key": event,
      "x-request-id": randomUUID(),
      "content-type": "application/json; charset=utf-8",
      ...(secret !== "" && { "x-hub-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` }),
    }),
  });
}

function apiRoutes(api: FastifyInstance, keeper: PullKeeper): void {
  // Each answer says in its headers who asked, where the token is that of a user.
  api.addHook("onSend", async ({ headers }, reply) => {
    const credentials = credentialsOf(headers.authorization);
    const token = credentials && tokenOf(keeper.state, credentials);
    if (token?.kind === "api token")
      reply.header("X-AUSERID", token.user.id).header("X-AUSERNAME", encodeURIComponent(token.user.name));
  });
  deploymentRoutes(api, keeper);
  reportRoutes(api, keeper);
  setupRoutes(api, keeper);
  repositoryRoutes(api, keeper);
  pullRoutes(api, keeper);
  commentRoutes(api, keeper);
}

function pushed(repository: Repository, moved: readonly MovedReference[], by: User): object {
  return {
    eventKey: "repo:refs_changed",
    actor: userJson(by),
    repository: repositoryJson(repository),
    changes: moved.map(({ name, before, after }) => ({
      ref: { id: name, displayId: name.slice("refs/heads/".length), type: "BRANCH" },
      refId: name,
      fromHash: before ?? zeros,
      toHash: after ?? zeros,
      type: before === undefined ? "ADD" : after === undefined ? "DELETE" : "UPDATE",
    })),
  };
}
