import { createHmac, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { MovedReference } from "../../forge-host/smart-http.ts";
import { credentialsOf, tokenOf } from "../authorization.ts";
import { type BitbucketHost, bitbucketHost } from "../bitbucket-host.ts";
import { gitRoutes } from "../git-routes.ts";
import type { PullKeeper } from "../pulls.ts";
import type { Repository, User } from "../state.ts";
import { shownScopes } from "./cloud-answers.ts";
import { commentJson, repositoryJson, userJson } from "./cloud-json.ts";
import { commentRoutes } from "./comment-routes.ts";
import { pullRoutes } from "./pull-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { setupRoutes } from "./setup-routes.ts";

/** Git knows each kind of token by a fixed name of a user. */
const gitUsers = { "api token": "x-bitbucket-api-token-auth", "access token": "x-token-auth" } as const;

const events = {
  opened: "pullrequest:created",
  pushed: "pullrequest:updated",
  edited: "pullrequest:updated",
  approved: "pullrequest:approved",
  unapproved: "pullrequest:unapproved",
  "changes-requested": "pullrequest:changes_request_created",
  commented: "pullrequest:comment_created",
  merged: "pullrequest:fulfilled",
  declined: "pullrequest:rejected",
} as const;

/** A webhook that is longer is not sent, and nothing says so. */
const longestHook = 256 * 1024;

/** Bitbucket Cloud as its description of 2026 and reports of its users have it; docs/forges/bitbucket.md lists where it surprises. */
export async function fakeCloud(): Promise<BitbucketHost> {
  return await bitbucketHost({
    kind: "cloud",
    prefix: "/2.0/",
    owner: "acme",
    longestHook,
    protection: (branch) => ({ kind: "push", matcher: { id: branch, type: "PATTERN" } }),
    errorBody: ({ message, detail }) => ({
      type: "error",
      error: { message, ...(detail && ("required" in detail ? { detail } : { fields: detail })) },
    }),
    routes(app, keeper, root) {
      gitRoutes(app, keeper, root, {
        prefix: "",
        isRight: ({ name }, { kind }) => name === gitUsers[kind],
        pushScope: "write:repository:bitbucket",
        pushEvent: "repo:push",
        pushed,
      });
      app.register(
        (api: FastifyInstance, _options, done) => {
          apiRoutes(api, keeper);
          done();
        },
        { prefix: "/2.0" },
      );
    },
    announced: (repository, pull, { kind, by, comment }) => ({
      event: events[kind],
      payload: {
        repository: repositoryJson(repository),
        actor: userJson(by),
        pullrequest: {
          type: "pullrequest",
          id: pull.number,
          title: pull.title,
          source: { commit: { hash: pull.head.slice(0, 12) } },
        },
        ...(comment && { comment: commentJson(comment) }),
      },
    }),
    headers: (event, body, secret) => ({
      "x-event-key": event,
      "x-request-uuid": randomUUID(),
      "x-attempt-number": "1",
      "content-type": "application/json",
      // Without a secret there is no signature.
      ...(secret !== "" && { "x-hub-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` }),
    }),
  });
}

function apiRoutes(api: FastifyInstance, keeper: PullKeeper): void {
  // Each answer says in its headers what the token may do.
  api.addHook("onSend", async ({ headers }, reply) => {
    const credentials = credentialsOf(headers.authorization);
    const token = credentials && tokenOf(keeper.state, credentials);
    if (token && keeper.state.namesScopes) reply.header("X-OAuth-Scopes", shownScopes(token).join(", "));
  });
  reportRoutes(api, keeper);
  setupRoutes(api, keeper);
  repositoryRoutes(api, keeper);
  pullRoutes(api, keeper);
  commentRoutes(api, keeper);
}

function pushed(repository: Repository, moved: readonly MovedReference[], by: User): object {
  const reference = (name: string, hash: string | undefined) =>
    hash === undefined
      ? null
      : { type: "branch", name: name.slice("refs/heads/".length), target: { type: "commit", hash } };
  return {
    repository: repositoryJson(repository),
    actor: userJson(by),
    push: {
      changes: moved.map(({ name, before, after }) => ({
        old: reference(name, before),
        new: reference(name, after),
        created: before === undefined,
        closed: after === undefined,
      })),
    },
  };
}
