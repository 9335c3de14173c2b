import type { FastifyInstance } from "fastify";
import type {
  CloudOperation,
  FaultPlan,
  FaultRequest,
  QuotaLimits,
  QuotaSetting,
  QuotaUse,
} from "../../cloud/index.ts";

/** What the console offers to rehearse failures, and to follow operations. */
export interface RehearsalServices {
  readonly faults: Pick<FaultPlan, "list" | "add" | "remove" | "clear">;
  readonly limits: Pick<QuotaLimits, "set">;
  operations(): readonly CloudOperation[];
  quotas(): readonly QuotaUse[];
}

/** Members of a fault. What they must be is told by the plan, all of it at once. */
const FAULT = {
  schema: {
    body: {
      type: "object",
      additionalProperties: false,
      properties: {
        on: { type: "string" },
        type: { type: "string" },
        match: { type: "string" },
        nth: { type: "number" },
        times: { type: "number" },
        error: { type: "string" },
        halfWay: { type: "boolean" },
        late: { type: "string" },
        timeout: { type: "string" },
      },
    },
  },
};

const QUOTA = {
  schema: {
    body: {
      type: "object",
      required: ["metric"],
      additionalProperties: false,
      properties: { metric: { type: "string" }, region: { type: "string" }, limit: { type: "number" } },
    },
  },
};

/** Adds the routes of the fault plan, of operations and of quotas. */
export function addRehearsal(server: FastifyInstance, services: RehearsalServices): void {
  const { faults } = services;
  server.get("/v1/operations", async () => services.operations());
  server.get("/v1/quotas", async () => services.quotas());
  server.put<{ Body: QuotaSetting }>("/v1/quotas", QUOTA, async ({ body }) => services.limits.set(body));
  server.get("/v1/faults", async () => faults.list());
  server.post<{ Body: FaultRequest }>("/v1/faults", FAULT, async ({ body }) => faults.add(body));
  server.delete("/v1/faults", async () => {
    await faults.clear();
    return {};
  });
  server.delete<{ Params: { id: string } }>("/v1/faults/:id", async ({ params }) => {
    await faults.remove(params.id);
    return {};
  });
}
