import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import { asError, messageOf } from "../../lib/index.ts";
import type { Connection } from "./connection.ts";
import { ApiUnavailable } from "./errors.ts";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/** An answer that takes longer is an outage: without a limit one lost packet would hold a pass for ever. */
const answerTimeout = 60_000;
/** The server ends a watch after the time it was asked for; silence beyond this means a dead connection. */
const silenceTimeout = 6 * 60_000;

/** HTTP with kept-alive connections to one API server. Counts its requests; knows nothing of Kubernetes' answers. */
export class Transport {
  readonly #connection: Connection;
  readonly #client: typeof http | typeof https;
  readonly #agent: http.Agent;
  readonly #observe: (method: string, status: number) => void;

  constructor(connection: Connection, maxConnections: number, observe: (method: string, status: number) => void) {
    this.#connection = connection;
    this.#observe = observe;
    const { ca, clientCertificate, insecureSkipTlsVerify } = connection;
    // Watches hold a connection each, so only idle ones are limited.
    const options = { keepAlive: true, maxFreeSockets: maxConnections };
    const secure = connection.server.protocol === "https:";
    this.#client = secure ? https : http;
    this.#agent = secure
      ? new https.Agent({
          ...options,
          ...(ca !== undefined && { ca }),
          ...clientCertificate,
          rejectUnauthorized: insecureSkipTlsVerify !== true,
        })
      : new http.Agent(options);
  }

  /** @throws {ApiUnavailable} when no answer came. */
  async request(request: ApiRequest): Promise<ApiResponse> {
    const response = await this.#open(request, answerTimeout);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return {
        status: response.statusCode ?? 0,
        text: Buffer.concat(chunks).toString("utf8"),
        retryAfter: response.headers["retry-after"],
      };
    } catch (thrown) {
      throw this.#unavailable(thrown);
    }
  }

  /** Opens an answer that goes on: lines of JSON. */
  async stream(request: ApiRequest): Promise<{ readonly status: number; readonly body: AsyncIterable<Buffer> }> {
    const response = await this.#open(request, silenceTimeout);
    return { status: response.statusCode ?? 0, body: response };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #open(
    { method, path, accept, contentType, body, signal }: ApiRequest,
    timeout: number,
  ): Promise<IncomingMessage> {
    const token = await this.#connection.token();
    const payload = body === undefined ? undefined : Buffer.from(body);
    return new Promise((resolve, reject) => {
      const request = this.#client.request(new URL(path, this.#connection.server), {
        method,
        agent: this.#agent,
        timeout,
        ...(signal !== undefined && { signal }),
        headers: {
          accept: accept ?? "application/json",
          "user-agent": "groundwork-agent",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(payload !== undefined && {
            "content-type": contentType ?? "application/json",
            "content-length": payload.length,
          }),
        },
      });
      request.once("response", (response) => {
        this.#observe(method, response.statusCode ?? 0);
        resolve(response);
      });
      request.once("timeout", () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      request.once("error", (error) => {
        if (signal?.aborted !== true) this.#observe(method, 0);
        reject(signal?.aborted === true ? asError(signal.reason) : this.#unavailable(error));
      });
      request.end(payload);
    });
  }

  #unavailable(thrown: unknown): ApiUnavailable {
    const reason = messageOf(thrown) || ((thrown as { code?: string }).code ?? "connection failed");
    return new ApiUnavailable({ server: this.#connection.server.host, reason }, { cause: thrown });
  }
}
