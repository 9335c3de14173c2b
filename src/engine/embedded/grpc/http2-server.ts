import { once } from "node:events";
import { createServer, type Http2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { messageLimits, windowSize } from "./http2-limits.ts";
import { trailersOf } from "./http2-status.ts";
import { frameOf, messageIn } from "./message-frame.ts";
import { type Methods, resultOf } from "./methods.ts";
import { RpcError, status } from "./status.ts";

export interface UnaryServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Ends the server and every connection; calls that run fail at their client. Repeatable. */
  close(): void;
}

/** Serves methods on a free port of loopback. */
export async function serveUnary(methods: Methods): Promise<UnaryServer> {
  const sessions = new Set<Http2Session>();
  const server = createServer({ ...messageLimits, settings: { initialWindowSize: windowSize } });
  server.on("session", (session) => {
    sessions.add(session);
    session.setLocalWindowSize(windowSize);
    session.once("close", () => sessions.delete(session));
    // The client has gone; its calls need no responses.
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () => void respond(stream, methods, headers[":path"] ?? "", chunks));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

async function respond(
  stream: ServerHttp2Stream,
  methods: Methods,
  path: string,
  chunks: readonly Buffer[],
): Promise<void> {
  const response = await responseTo(methods, path, chunks);
  if (stream.destroyed) return;
  const head = { ":status": 200, "content-type": "application/grpc" };
  if (response instanceof RpcError) {
    stream.respond({ ...head, ...trailersOf(response) }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frameOf(response));
}

async function responseTo(methods: Methods, path: string, chunks: readonly Buffer[]): Promise<Uint8Array | RpcError> {
  const message = messageIn(chunks);
  if ("problem" in message) return new RpcError(status.INTERNAL, `The request cannot be read: ${message.problem}`);
  return await resultOf(methods, path, message);
}
