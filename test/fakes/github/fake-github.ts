import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { type Fault, faults } from "../forge-host/faults.ts";
import { hostApp } from "../forge-host/host-app.ts";
import { appRoutes } from "./app-routes.ts";
import { checkRoutes } from "./check-routes.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import { githubDescription } from "./description.ts";
import { gitRoutes } from "./git-routes.ts";
import { graphqlRoutes } from "./graphql-routes.ts";
import { Moved, Refused } from "./http-answers.ts";
import { issueRoutes } from "./issue-routes.ts";
import { type People, people } from "./people.ts";
import { pullRoutes } from "./pull-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { resources } from "./resources.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { emptyState, type State } from "./state.ts";
import { type Delivery, webhooks } from "./webhooks.ts";

export interface FakeGithub extends People {
  /** `http://127.0.0.1:<port>`: the APIs are below it as those of a GitHub Enterprise Server are. */
  readonly url: string;
  readonly state: State;
  /** Requests that write, as `METHOD /path`, in order. Tokens of Apps and questions of GraphQL are none. */
  readonly writes: readonly string[];
  /** What GitHub would not have understood, and answers that it would not have given. A test that meets one has to fail. */
  readonly unexpected: string[];
  /** Whole requests that were answered with 304. */
  readonly unchanged: readonly string[];
  /** Deliveries of webhooks, in order. None is sent: a test hands them to a receiver, twice or not at all. */
  readonly deliveries: readonly Delivery[];
  fail(fault: Fault): void;
  stop(): Promise<void>;
}

/**
 * A GitHub on loopback, as far as Groundwork speaks to one, over real bare repositories. It answers as GitHub documents or as
 * was reported of it, also where that is surprising: docs/forges/github.md lists it. Every request and every answer is held to
 * GitHub's OpenAPI description and to its schema of GraphQL.
 */
export async function fakeGithub(): Promise<FakeGithub> {
  const root = await mkdtemp(path.join(tmpdir(), "fake-github-"));
  const state = emptyState();
  const [writes, unexpected, unchanged]: [string[], string[], string[]] = [[], [], []];
  const deliveries: Delivery[] = [];
  const app = hostApp(unexpected, { message: "Not Found", documentation_url: "https://docs.github.com/rest" });
  app.setErrorHandler(async (thrown, request, reply) => {
    if (thrown instanceof Moved) {
      const body = { message: "Moved Permanently", url: thrown.location, documentation_url: "https://docs.github.com" };
      return await reply.code(301).header("location", thrown.location).send(body);
    }
    if (!(thrown instanceof Refused)) {
      unexpected.push(`${request.method} ${request.url}: ${String(thrown)}`);
      return await reply.code(500).send({ message: "Server Error" });
    }
    const { status, message, more } = thrown;
    const body = {
      message,
      ...(more.errors && { errors: more.errors }),
      documentation_url: "https://docs.github.com/rest",
    };
    return await reply
      .code(status)
      .headers(more.headers ?? {})
      .send({ ...body, status: String(status) });
  });
  const fail = faults(app);
  holdToDescription(app, unexpected, unchanged);
  app.addHook("preHandler", async ({ method, url, body }) => {
    if (method === "GET" || url.includes("/access_tokens")) return;
    const isQuestion = url === "/api/graphql" && !(body as { query: string }).query.startsWith("mutation");
    if (url.startsWith("/api/") && !isQuestion) writes.push(`${method} ${url.replace("/api/v3", "")}`);
  });

  const give = resources(state);
  const hooks = webhooks(
    () => give,
    (delivery) => deliveries.push(delivery),
  );
  gitRoutes(app, state, root, hooks);
  graphqlRoutes(app, state, hooks, (problem) => unexpected.push(problem));
  await app.register(
    async (api: FastifyInstance) => {
      appRoutes(api, state, give);
      issueRoutes(api, state, give, hooks);
      pullRoutes(api, state, give, hooks);
      checkRoutes(api, state, give);
      repositoryRoutes(api, state, give, hooks);
      deploymentRoutes(api, state, give);
      settingsRoutes(api, state, give);
    },
    { prefix },
  );
  state.url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    ...people(state, root),
    url: state.url,
    state,
    writes,
    unexpected,
    unchanged,
    deliveries,
    fail,
    async stop() {
      await app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

const prefix = "/api/v3";

/** Every request and answer of REST; and answers that are as the client knows them are not sent again. */
function holdToDescription(app: FastifyInstance, unexpected: string[], unchanged: string[]): void {
  const description = githubDescription();
  app.addHook("preHandler", async (request) => {
    const route = request.routeOptions.url;
    if (route === undefined || !route.startsWith(prefix)) return;
    const { method, query, body } = request;
    const asked = { method, route: route.slice(prefix.length), query: query as Record<string, unknown>, body };
    const problem = description.requestProblem(asked);
    if (problem !== undefined) unexpected.push(`${method} ${request.url}: ${problem}`);
    if (request.headers["x-github-api-version"] !== "2022-11-28" && !request.headers["user-agent"]?.startsWith("node"))
      unexpected.push(`${method} ${request.url}: it names no version`);
  });
  app.addHook("preSerialization", async (request, reply, payload) => {
    const route = request.routeOptions.url;
    if (route === undefined || !route.startsWith(prefix) || reply.statusCode >= 400 || reply.statusCode === 301)
      return payload;
    const problem = description.answerProblem(request.method, route.slice(prefix.length), reply.statusCode, payload);
    if (problem !== undefined) unexpected.push(`${request.method} ${request.url} answered otherwise: ${problem}`);
    return payload;
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.method !== "GET" || !request.url.startsWith(prefix) || reply.statusCode !== 200) return payload;
    const etag = `W/"${createHash("sha256").update(String(payload)).digest("hex")}"`;
    reply.header("etag", etag);
    if (request.headers["if-none-match"] !== etag) return payload;
    unchanged.push(request.url);
    reply.code(304).removeHeader("content-type");
    return null;
  });
}
