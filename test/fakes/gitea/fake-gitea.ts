import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { type Fault, faults } from "../forge-host/faults.ts";
import { hostApp } from "../forge-host/host-app.ts";
import { commentRoutes } from "./comment-routes.ts";
import { gitRoutes } from "./git-routes.ts";
import { hookRoutes } from "./hook-routes.ts";
import { Moved, Refused } from "./http-answers.ts";
import { issueRoutes } from "./issue-routes.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { pullLookup } from "./pull-lookup.ts";
import { pullRoutes } from "./pull-routes.ts";
import { referenceRoutes } from "./reference-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { emptyState, type State } from "./state.ts";
import { statusRoutes } from "./status-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { type Delivery, webhooks } from "./webhooks.ts";

export interface FakeGitea {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly administrator: { readonly name: string; readonly password: string };
  readonly state: State;
  /** Requests to the API that write, as `METHOD /path`, in order. */
  readonly writes: readonly string[];
  /** Requests that no route expects. They are answered with 404; a test that meets one has to fail. */
  readonly unexpected: readonly string[];
  /** Deliveries of webhooks, in order. None is sent: a test hands them to a receiver, twice or not at all. */
  readonly deliveries: readonly Delivery[];
  fail(fault: Fault): void;
  /** Makes a token useless, as when it was revoked or its time is over. */
  expire(token: string): void;
  stop(): Promise<void>;
}

/**
 * A Gitea 1.26.0 on loopback, as far as Groundwork speaks to one, over real bare repositories. It answers as the real one was
 * measured to, also where that is surprising: docs/forges/gitea.md lists it.
 */
export async function fakeGitea(): Promise<FakeGitea> {
  const root = await mkdtemp(path.join(tmpdir(), "fake-gitea-"));
  const state = emptyState();
  const administrator = { name: "site-admin", password: randomBytes(8).toString("hex") };
  const { name: login, password } = administrator;
  state.users.push({ id: state.nextId(), login, password, email: "admin@example.com", isAdmin: true });
  const [writes, unexpected, deliveries]: [string[], string[], Delivery[]] = [[], [], []];

  const app = hostApp(unexpected, { errors: null, message: "not found" });
  app.setErrorHandler(async (thrown, request, reply) => {
    if (thrown instanceof Moved) return await reply.redirect(thrown.location, 301);
    if (!(thrown instanceof Refused)) unexpected.push(`${request.method} ${request.url}: ${String(thrown)}`);
    const status = thrown instanceof Refused ? thrown.status : 500;
    const body = thrown instanceof Refused ? thrown.body : undefined;
    return await reply.code(status).send(body ?? { message: thrown instanceof Refused ? thrown.message : "", url: "" });
  });
  const fail = faults(app);
  app.addHook("onRequest", async ({ method, url }) => {
    if (method !== "GET" && url.startsWith("/api/")) writes.push(`${method} ${url.replace("/api/v1", "")}`);
  });

  const hooks = webhooks((delivery) => deliveries.push(delivery));
  gitRoutes(app, state, root, hooks);
  await app.register(
    async (api: FastifyInstance) => {
      const pullAt = pullLookup(state);
      userRoutes(api, state);
      repositoryRoutes(api, state, root);
      referenceRoutes(api, state, hooks);
      commentRoutes(api, state, hooks);
      issueRoutes(api, state);
      statusRoutes(api, state);
      pullRoutes(api, state, pullAt, hooks);
      reviewRoutes(api, state, pullAt, hooks);
      mergeRoutes(api, state, pullAt, hooks);
      hookRoutes(api, state);
    },
    { prefix: "/api/v1" },
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    administrator,
    state,
    writes,
    unexpected,
    deliveries,
    fail,
    expire(token) {
      for (const each of state.tokens) if (each.value === token) each.isExpired = true;
    },
    async stop() {
      await app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
