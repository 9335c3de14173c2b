import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { type Fault, faults } from "../forge-host/faults.ts";
import { hostApp } from "../forge-host/host-app.ts";
import { approvalRoutes } from "./approval-routes.ts";
import { commitRoutes } from "./commit-routes.ts";
import type { Delivery } from "./deliveries.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import { gitRoutes } from "./git-routes.ts";
import { graphqlRoute } from "./graphql-route.ts";
import { Moved, Refused } from "./http-answers.ts";
import { issueRoutes } from "./issue-routes.ts";
import { mergeRequestRoutes } from "./merge-request-routes.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { noteRoutes } from "./note-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { emptyState, type State } from "./state.ts";
import { statusRoutes } from "./status-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { webhooks } from "./webhooks.ts";

export interface FakeGitLab {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** A token of the administrator. */
  readonly administrator: string;
  readonly state: State;
  /** Requests to the API that write, as `METHOD /path`, in order. */
  readonly writes: readonly string[];
  /** Requests that no route expects. They are answered with 404; a test that meets one has to fail. */
  readonly unexpected: readonly string[];
  /** Deliveries of webhooks, in order. None is sent: a test hands them to a receiver, twice or not at all. */
  readonly deliveries: readonly Delivery[];
  fail(fault: Fault): void;
  /** Makes a token useless, as when its time is over. */
  expire(token: string): void;
  stop(): Promise<void>;
}

/**
 * A GitLab on loopback, as far as Groundwork speaks to one, over real bare repositories. It answers as its documentation, its
 * source and reports say, also where that is surprising: docs/forges/gitlab.md lists it. It was never compared with a real one.
 */
export async function fakeGitLab(): Promise<FakeGitLab> {
  const root = await mkdtemp(path.join(tmpdir(), "fake-gitlab-"));
  const state = emptyState();
  const administrator = `glpat-${randomBytes(10).toString("hex")}`;
  const admin = { id: state.nextId(), username: "root", email: "root@example.com", isAdmin: true };
  state.users.push(admin);
  state.tokens.push({ value: administrator, user: admin, scopes: ["api"], isExpired: false });
  const [writes, unexpected, deliveries]: [string[], string[], Delivery[]] = [[], [], []];

  const app = hostApp(unexpected, { error: "404 Not Found" });
  app.setErrorHandler(async (thrown, request, reply) => {
    if (thrown instanceof Moved) return await reply.redirect(thrown.location, 301);
    if (thrown instanceof Refused) return await reply.code(thrown.status).send(thrown.body);
    unexpected.push(`${request.method} ${request.url}: ${String(thrown)}`);
    return await reply.code(500).send({ message: "500 Internal Server Error" });
  });
  const fail = faults(app);
  app.addHook("onRequest", async ({ method, url }) => {
    if (method !== "GET" && url.startsWith("/api/v4/")) writes.push(`${method} ${url.replace("/api/v4", "")}`);
  });

  const hooks = webhooks(state, (delivery) => deliveries.push(delivery));
  gitRoutes(app, state, root, hooks);
  graphqlRoute(app, state);
  await app.register(
    async (api: FastifyInstance) => {
      userRoutes(api, state);
      projectRoutes(api, state, root);
      commitRoutes(api, state);
      noteRoutes(api, state, hooks);
      issueRoutes(api, state);
      mergeRequestRoutes(api, state, hooks);
      approvalRoutes(api, state, hooks);
      mergeRoutes(api, state, hooks);
      statusRoutes(api, state);
      deploymentRoutes(api, state);
    },
    { prefix: "/api/v4" },
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
