import { timingSafeEqual } from "node:crypto";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import type { HelmCaller } from "../../../kubernetes/helm/index.ts";
import type { Ambient } from "../../../kubernetes/kubeconfig/index.ts";
import { GroundworkError, isLoopbackHost, kindOf, messageOf } from "../../../lib/index.ts";
import type { NewerOffers, StoreEvent } from "../../cloud/index.ts";
import type { Console } from "./console.ts";
import { addRehearsal, type RehearsalServices } from "./rehearsal-routes.ts";

/** What the console's HTTP API offers beside resources. */
export interface ConsoleServices extends RehearsalServices {
  readonly console: Console;
  startProvider(request: {
    readonly package: string;
    readonly version?: string;
    readonly ownerPid?: number;
    /**
     * The cluster that the caller's environment variables name. The process serves callers with different environments.
     */
    readonly ambient?: Ambient;
    /** Where Helm is run for the caller's program. */
    readonly helm?: HelmCaller;
    /** What that environment names as offered by Google beyond the lists that are here. */
    readonly newer?: NewerOffers;
  }): Promise<{ readonly id: string; readonly address: string }>;
  stopProvider(id: string): Promise<void>;
  eventsAfter(sequence: number): readonly StoreEvent[];
  status(): object;
  /** Where its Git host answers, and the token to read there; `undefined` when there is none. */
  gitHost(): { readonly url: string; readonly token: string } | undefined;
  /** YAML; of the only cluster when `id` is left out. */
  kubeconfig(id: string | undefined): string;
  /** Boots the machines of instances, and says how they are logged in to. */
  openMachines(request: {
    readonly ids: readonly string[];
    readonly user?: string;
    readonly sshd?: string;
    readonly forPlaybooks?: boolean;
  }): Promise<object>;
  /** Called after the answer was sent. */
  stop(): void;
}

/** HTTP status by error code; anything else that was raised on purpose is a bad request. */
const STATUS: Readonly<Record<string, number>> = {
  "local-not-found": 404,
  "local-cluster-not-found": 404,
  "local-fault-not-found": 404,
  "local-already-exists": 409,
  "local-not-ready": 409,
  "local-in-use": 409,
  "local-store-write-failed": 507,
};

/**
 * The console's HTTP API, for clients that have the home's token.
 *
 * Every answer is JSON; a refusal is `{ error: { code, kind, message, data } }`. Refuses requests without the bearer
 * token, and requests whose `Host` is not a name of loopback.
 */
export function consoleServer(services: ConsoleServices, token: string): FastifyInstance {
  const server = fastify({ logger: false, forceCloseConnections: true });
  const expected = Buffer.from(`Bearer ${token}`);
  server.addHook("onRequest", async (request, reply) => {
    if (!isLoopbackHost(request.headers.host)) {
      const message = "The local cloud's console answers to localhost and 127.0.0.1 only.";
      return reply.code(421).send({ error: { code: "local-wrong-host", kind: "refused", message, data: {} } });
    }
    const given = Buffer.from(request.headers.authorization ?? "");
    if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
    const message = "The local cloud's console wants the bearer token of its home's local.json.";
    return reply.code(401).send({ error: { code: "local-unauthorized", kind: "refused", message, data: {} } });
  });
  server.setErrorHandler(async (thrown: FastifyError, _request, reply) => {
    const known = thrown instanceof GroundworkError;
    const status = known ? (STATUS[thrown.code] ?? 400) : (thrown.statusCode ?? 500);
    const code = known ? thrown.code : "local-unexpected";
    const data = known ? thrown.data : {};
    await reply.code(status).send({ error: { code, kind: kindOf(thrown), message: messageOf(thrown), data } });
  });
  server.setNotFoundHandler(async (request, reply) => {
    const message = `The local cloud's console has no ${request.method} ${request.url}.`;
    await reply.code(404).send({ error: { code: "local-no-such-route", kind: "refused", message, data: {} } });
  });
  addResources(server, services);
  addProcesses(server, services);
  addRehearsal(server, services);
  return server;
}

interface Named {
  readonly id: string;
  readonly type?: string;
  readonly actor?: string;
}

const NAMED = {
  schema: {
    querystring: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, type: { type: "string" }, actor: { type: "string" } },
    },
  },
};

function addResources(server: FastifyInstance, services: ConsoleServices): void {
  const { console } = services;
  server.get<{ Querystring: { type?: string; project?: string; id?: string } }>("/v1/resources", async ({ query }) =>
    console.list(query),
  );
  server.get<{ Querystring: Named }>("/v1/resource", NAMED, async ({ query }) => console.get(query.id, query.type));
  server.patch<{ Querystring: Named; Body: Record<string, unknown> }>(
    "/v1/resource",
    { schema: { ...NAMED.schema, body: { type: "object" } } },
    async ({ query, body }) => console.set(query.id, body, query),
  );
  server.delete<{ Querystring: Named }>("/v1/resource", NAMED, async ({ query }) => {
    await console.delete(query.id, query);
    return {};
  });
  server.get<{ Querystring: { since?: number } }>(
    "/v1/events",
    { schema: { querystring: { type: "object", properties: { since: { type: "integer", minimum: 0 } } } } },
    async ({ query }) => services.eventsAfter(query.since ?? 0),
  );
}

const MACHINES = {
  schema: {
    body: {
      type: "object",
      required: ["ids"],
      properties: {
        ids: { type: "array", items: { type: "string" } },
        // Written into the machine's list of accounts.
        user: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$" },
        sshd: { type: "string" },
        forPlaybooks: { type: "boolean" },
      },
    },
  },
};

function addProcesses(server: FastifyInstance, services: ConsoleServices): void {
  server.get("/v1/status", async () => services.status());
  server.get("/v1/git-host", async () => ({ host: services.gitHost() ?? null }));
  server.get<{ Querystring: { id?: string } }>("/v1/kubeconfig", async ({ query }) => ({
    kubeconfig: services.kubeconfig(query.id),
  }));
  server.post<{
    Params: { package: string };
    Body: { version?: string; ownerPid?: number; ambient?: Ambient; helm?: HelmCaller; newer?: NewerOffers } | null;
  }>("/v1/providers/:package", async ({ params, body }) =>
    services.startProvider({ package: params.package, ...body }),
  );
  server.delete<{ Params: { id: string } }>("/v1/providers/:id", async ({ params }) => {
    await services.stopProvider(params.id);
    return {};
  });
  server.post<{ Body: Parameters<ConsoleServices["openMachines"]>[0] }>("/v1/machines", MACHINES, async ({ body }) =>
    services.openMachines(body),
  );
  server.post("/v1/stop", async (_request, reply) => {
    reply.raw.once("finish", () => services.stop());
    return {};
  });
}
