import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { type Fault, faults } from "../forge-host/faults.ts";

/** What arrived with one request. */
export interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A hand-written server on loopback that takes what is posted to it. */
export interface HttpReceiver {
  readonly url: string;
  /** Requests that were carried out. */
  readonly received: readonly Received[];
  /** How many requests arrived, also those that met a fault. */
  readonly attempts: () => number;
  fail(fault: Fault): void;
  stop(): Promise<void>;
}

export async function httpReceiver(): Promise<HttpReceiver> {
  const app = fastify({ forceCloseConnections: true });
  const received: Received[] = [];
  let attempts = 0;
  app.addHook("onRequest", async () => {
    attempts += 1;
  });
  const fail = faults(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.post("/*", async ({ url, headers, body }, reply) => {
    received.push({ url, headers: headers as Record<string, string>, body: String(body) });
    return await reply.code(202).send({ accepted: true });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, attempts: () => attempts, fail, stop: () => app.close() };
}
