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
import { errorIn, errorOfHttp, errorOfLoss, errorOfReset } from "./http2-status.ts";
import { frameOf, messageIn } from "./message-frame.ts";
import { RpcError, status } from "./status.ts";
import { messageLimits, windowSize } from "./transport.ts";

/** Between attempts to reach a server that is not there yet. */
const retryMilliseconds = 25;

/** One call: the path of its method, its message, and when whoever asks gives up. */
export interface Question {
  /** `/<package>.<service>/<method>` */
  readonly path: string;
  readonly message: Uint8Array;
  /** Milliseconds; never when absent. */
  readonly timeout?: number | undefined;
}

/** Asks one server. */
export interface RpcClient {
  /** @returns the answer's message. @throws {RpcError} */
  ask(question: Question): Promise<Uint8Array>;
  close(): void;
}

interface Connection {
  readonly session: ClientHttp2Session;
  /** Why it broke. */
  error: Error | undefined;
}

/**
 * A connection to one server, made with the first call and again when it was lost.
 *
 * It keeps its process alive while an answer is awaited, and no longer.
 */
export class UnaryClient implements RpcClient {
  #connection: Connection | undefined;
  #waiting = 0;
  #closed = false;

  /** @param address `<host>:<port>` */
  constructor(readonly address: string) {}

  /** Resolves when a server answers there. @throws {Error} when none did in `milliseconds`. */
  async ready(milliseconds: number): Promise<void> {
    const signal = AbortSignal.timeout(milliseconds);
    for (;;) {
      const { session } = this.#connected();
      session.ref();
      try {
        await once(session, "remoteSettings", { signal });
        return;
      } catch (error) {
        if (signal.aborted)
          throw new Error(`${this.address} did not answer within ${milliseconds} ms`, { cause: error });
        await delay(retryMilliseconds);
      } finally {
        if (this.#waiting === 0) session.unref();
      }
    }
  }

  async ask({ path, message, timeout }: Question): Promise<Uint8Array> {
    if (this.#closed) throw new RpcError(status.UNAVAILABLE, "The client has been closed");
    const connection = this.#connected();
    const { session } = connection;
    if (this.#waiting === 0) session.ref();
    this.#waiting += 1;
    try {
      return await answerOf(this.#begin(session, path, timeout), connection, message, timeout);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) session.unref();
    }
  }

  /** Breaks off what is still asked. Repeatable. */
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
      // It was going away; nothing was sent.
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
    const connection: Connection = { session, error: undefined };
    session.once("connect", () => session.setLocalWindowSize(windowSize));
    session.on("error", (error: Error) => (connection.error = error));
    session.on("goaway", () => session.close());
    session.unref();
    this.#connection = connection;
    return connection;
  }
}

async function answerOf(
  stream: ClientHttp2Stream,
  connection: Connection,
  message: Uint8Array,
  timeout: number | undefined,
): Promise<Uint8Array> {
  return await new Promise<Uint8Array>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let head: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
    let trailers: IncomingHttpHeaders | undefined;
    let isLate = false;
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            stream.close(constants.NGHTTP2_CANCEL);
          }, timeout);
    stream.on("response", (headers) => (head = headers));
    stream.on("trailers", (headers: IncomingHttpHeaders) => (trailers = headers));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    // What broke is the connection, or the server has given up, which its code tells.
    stream.on("error", () => undefined);
    stream.once("close", () => {
      clearTimeout(timer);
      // A server that has nothing to say but a status says it in its head.
      const said = trailers ?? ("grpc-status" in head ? head : undefined);
      const result = isLate
        ? new RpcError(status.DEADLINE_EXCEEDED, "Deadline exceeded")
        : said
          ? resultOf(said, chunks)
          : ":status" in head && head[":status"] !== 200
            ? errorOfHttp(head[":status"])
            : connection.session.destroyed
              ? errorOfLoss(connection.error)
              : errorOfReset(stream.rstCode);
      if (result instanceof RpcError) reject(result);
      else resolve(result);
    });
    stream.end(frameOf(message));
  });
}

function resultOf(trailers: IncomingHttpHeaders, chunks: readonly Buffer[]): Uint8Array | RpcError {
  const error = errorIn(trailers);
  if (error) return error;
  const message = messageIn(chunks);
  return "problem" in message
    ? new RpcError(status.INTERNAL, `The answer cannot be read: ${message.problem}`)
    : message;
}

/** At most eight digits and a unit. */
function timeoutHeader(milliseconds: number): string {
  const whole = Math.max(1, Math.ceil(milliseconds));
  return whole < 1e8 ? `${whole}m` : `${Math.min(Math.ceil(whole / 1_000), 99_999_999)}S`;
}
