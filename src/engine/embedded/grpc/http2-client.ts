import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { messageLimits, windowSize } from "./http2-limits.ts";
import { errorIn, errorOfHttp, errorOfLoss, errorOfReset } from "./http2-status.ts";
import { frameOf, messageIn } from "./message-frame.ts";
import type { NetworkClient, RpcRequest } from "./rpc-client.ts";
import { RpcError, status } from "./status.ts";

/** Between attempts to reach a server that is not there yet. */
const retryMilliseconds = 25;

interface Connection {
  readonly session: ClientHttp2Session;
  /** Resolves with the server's first frame, its settings. */
  readonly answered: Promise<"answered">;
  /** Resolves when the connection is closed, with the error that closed it. */
  readonly gone: Promise<Error | undefined>;
}

/**
 * Makes unary calls over Node's own HTTP/2. Connects with the first call, and again when the connection was lost.
 *
 * Keeps its process alive while a call waits for its response, and no longer.
 */
export class Http2Client implements NetworkClient {
  #connection: Connection | undefined;
  #waiting = 0;
  #closed = false;

  /** @param address `<host>:<port>` */
  constructor(readonly address: string) {}

  async ready(milliseconds: number): Promise<void> {
    const signal = AbortSignal.timeout(milliseconds);
    const late = once(signal, "abort").then(() => "late" as const);
    for (;;) {
      const { session, answered, gone } = this.#connected();
      session.ref();
      const outcome = await Promise.race([answered, gone.then(() => "gone" as const), late]);
      if (this.#waiting === 0) session.unref();
      if (outcome === "answered") return;
      if (outcome === "late") throw new Error(`${this.address} did not answer within ${milliseconds} ms`);
      await delay(retryMilliseconds);
    }
  }

  async call({ path, message }: RpcRequest, timeout?: number): Promise<Uint8Array> {
    if (this.#closed) throw new RpcError(status.UNAVAILABLE, "The client has been closed");
    const connection = this.#connected();
    const { session } = connection;
    session.ref();
    this.#waiting += 1;
    try {
      return await responseOf(this.#begin(session, path, timeout), connection, message, timeout);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) session.unref();
    }
  }

  close(): void {
    this.#closed = true;
    this.#connection?.session.destroy();
    this.#connection = undefined;
  }

  #begin(session: ClientHttp2Session, path: string, timeout: number | undefined): ClientHttp2Stream {
    try {
      return session.request({
        ":method": "POST",
        ":path": path,
        ":scheme": "http",
        ":authority": this.address,
        "content-type": "application/grpc",
        te: "trailers",
        ...(timeout !== undefined && { "grpc-timeout": timeoutHeader(timeout) }),
      });
    } catch (error) {
      // The server has announced its end with GOAWAY; nothing was sent.
      throw new RpcError(status.UNAVAILABLE, "Connection dropped", undefined, { cause: error });
    }
  }

  #connected(): Connection {
    const { session: open } = this.#connection ?? {};
    if (this.#connection && open && !open.closed && !open.destroyed) return this.#connection;
    const session = connect(`http://${this.address}`, {
      ...messageLimits,
      settings: { enablePush: false, initialWindowSize: windowSize },
    });
    session.once("connect", () => {
      if (!session.destroyed) session.setLocalWindowSize(windowSize);
    });
    session.on("goaway", () => session.close());
    let broken: Error | undefined;
    session.on("error", (error: Error) => (broken ??= error));
    const gone = new Promise<Error | undefined>((resolve) => session.once("close", () => resolve(broken)));
    const answered = new Promise<"answered">((resolve) => session.once("remoteSettings", () => resolve("answered")));
    const connection: Connection = { session, answered, gone };
    session.unref();
    this.#connection = connection;
    return connection;
  }
}

async function responseOf(
  stream: ClientHttp2Stream,
  { session, gone }: Connection,
  message: Uint8Array,
  timeout: number | undefined,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let head: Head = {};
  let trailers: IncomingHttpHeaders | undefined;
  stream.on("response", (headers) => (head = headers));
  stream.on("trailers", (headers: IncomingHttpHeaders) => (trailers = headers));
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  // The connection's own error, or the code of the server's reset, says below what went wrong.
  stream.on("error", () => undefined);
  stream.end(frameOf(message));
  if (await isLate(stream, timeout)) throw new RpcError(status.DEADLINE_EXCEEDED, "Deadline exceeded");

  // A response without a message may carry its status in the headers ("Trailers-Only").
  const final = trailers ?? ("grpc-status" in head ? head : undefined);
  if (final) return messageOrError(final, chunks);
  const httpStatus = head[":status"];
  if (httpStatus !== undefined && httpStatus !== 200) throw errorOfHttp(httpStatus);
  throw session.destroyed ? errorOfLoss(await gone) : errorOfReset(stream.rstCode);
}

type Head = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** Resolves when the stream is closed, with whether its deadline closed it. */
async function isLate(stream: ClientHttp2Stream, timeout: number | undefined): Promise<boolean> {
  return await new Promise((resolve) => {
    let late = false;
    const expire = () => {
      late = true;
      stream.close(constants.NGHTTP2_CANCEL);
    };
    const timer = timeout === undefined ? undefined : setTimeout(expire, timeout);
    stream.once("close", () => {
      clearTimeout(timer);
      resolve(late);
    });
  });
}

/** @throws {RpcError} */
function messageOrError(trailers: IncomingHttpHeaders, chunks: readonly Buffer[]): Uint8Array {
  const error = errorIn(trailers);
  if (error) throw error;
  const message = messageIn(chunks);
  if ("problem" in message) throw new RpcError(status.INTERNAL, `The response cannot be read: ${message.problem}`);
  return message;
}

/** At most eight digits and a unit: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function timeoutHeader(milliseconds: number): string {
  const whole = Math.max(1, Math.ceil(milliseconds));
  return whole < 1e8 ? `${whole}m` : `${Math.min(Math.ceil(whole / 1_000), 99_999_999)}S`;
}
