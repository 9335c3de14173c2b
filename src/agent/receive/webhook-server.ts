import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Logger } from "../../lib/index.ts";
import { type Endpoint, listening } from "../observe/index.ts";
import type { Receivers } from "./receivers.ts";

/** Bytes of a request's body at most: a forge's largest push event has 25 MiB at GitHub, and is cut by the others long before. */
const largestBody = 25 * 1024 * 1024;
/** Connections at once: a forge holds a few. */
const mostConnections = 64;
/** Bytes of bodies that are held at once. */
const mostHeld = 4 * largestBody;
const slowest = 10_000;

/** Serves `POST /hook/…`. Nothing of a request is logged but what came of it. */
export async function serveWebhooks(
  at: { readonly host: string; readonly port: number },
  receivers: Pick<Receivers, "receive" | "knows">,
  log: Logger,
): Promise<Endpoint> {
  const held = { bytes: 0 };
  const server = http.createServer({ requestTimeout: slowest, headersTimeout: slowest }, (request, response) => {
    answer(request, response, receivers, held).catch((thrown: unknown) => {
      log.error({ err: thrown }, "webhook not handled");
      if (!response.headersSent) respond(response, 500);
    });
  });
  server.maxConnections = mostConnections;
  return await listening(server, at.host, at.port);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  receivers: Pick<Receivers, "receive" | "knows">,
  held: { bytes: number },
): Promise<void> {
  const path = request.url ?? "";
  // A body is read for those alone who know a path.
  if (!receivers.knows(path)) return respond(response, 404);
  if (request.method !== "POST") return respond(response, 405);
  if (Number(request.headers["content-length"] ?? 0) > largestBody) return respond(response, 413);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      held.bytes += chunk.length;
      if (bytes > largestBody) return respond(response, 413);
      if (held.bytes > mostHeld) return respond(response, 503);
      chunks.push(chunk);
    }
    respond(response, await receivers.receive(path, { headers: request.headers, body: Buffer.concat(chunks) }));
  } finally {
    held.bytes -= bytes;
  }
}

/** A body that was not read is not waited for. */
function respond(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 200 ? {} : { connection: "close" }).end();
}
