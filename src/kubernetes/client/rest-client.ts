import { setTimeout as delay } from "node:timers/promises";
import { asError, jsonText } from "../../lib/index.ts";
import type { Connection } from "./connection.ts";
import { ApiRejected, ApiUnavailable } from "./errors.ts";
import { lines } from "./json-lines.ts";
import { type QueryParameters, query } from "./paths.ts";
import { rejectionIn } from "./status.ts";
import { type HttpRequest, Transport, type TransportOptions, textOf } from "./transport.ts";

export interface RestRequest extends Omit<HttpRequest, "body"> {
  /** Below the server's address, starting with `/api` or `/apis`; without a query. */
  readonly path: string;
  readonly query?: QueryParameters;
  /** A text is sent as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface RestResponse {
  readonly status: number;
  readonly content: unknown;
}

/** One event of a watch, as the server sends it. */
export interface RawWatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: unknown;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly accept?: string;
  /** Called once nothing that happens can be missed any more: what was read before has to be read again then. */
  readonly onOpen?: () => void;
}

export interface RestClientOptions extends TransportOptions {
  /** Milliseconds before each repetition of a request that may be repeated. Empty: none is. */
  readonly retryDelays?: readonly number[];
  /** Reads the JSON of answers. @default `JSON.parse`, which keeps no integers above 2^53 */
  readonly parse?: (json: string) => unknown;
}

/** Statuses by which a server says that it cannot answer now. */
const busy = [429, 500, 502, 503, 504];
const longestRetryAfter = 5000;

/**
 * Requests of one API server by their paths: JSON in and out, refusals as errors.
 *
 * Every request may throw {@link ApiUnavailable}, after the repetitions of `retryDelays` where repeating is harmless, and
 * {@link ApiRejected} with the server's own words; the signal's reason when that aborted.
 */
export class RestClient {
  readonly #transport: Transport;
  readonly #retryDelays: readonly number[];
  readonly #parse: (json: string) => unknown;
  /** Host and port, as errors call the server. */
  readonly server: string;

  constructor(
    connection: Connection,
    { retryDelays = [200, 600], parse = JSON.parse, ...options }: RestClientOptions = {},
  ) {
    this.server = connection.server.host;
    this.#retryDelays = retryDelays;
    this.#parse = parse;
    this.#transport = new Transport(connection, options);
  }

  /** The answer's JSON. */
  async request(request: RestRequest): Promise<unknown> {
    return (await this.exchange(request)).content;
  }

  /** The answer's JSON, and whether it is a 200 or a 201. */
  async exchange(request: RestRequest): Promise<RestResponse> {
    const { status, text } = await this.#answered(request);
    return { status, content: this.#parsed(text) };
  }

  /** The answer as it is, for what is not JSON, such as logs. */
  async text(request: RestRequest): Promise<string> {
    return (await this.#answered(request)).text;
  }

  /** The lines of an answer that goes on, such as a log that is followed, until the server ends it or the signal aborts. */
  async *lines(path: string, parameters: QueryParameters, signal: AbortSignal): AsyncGenerator<string> {
    const http: HttpRequest = { method: "GET", path: path + query(parameters), signal };
    // A program that has nothing to say is no dead connection.
    yield* this.#stream(http, { request: `GET ${path}`, silence: 0 });
  }

  /** Yields until the server ends the watch or the signal aborts. ERROR events are thrown as {@link ApiRejected}. */
  async *watch(
    path: string,
    parameters: QueryParameters,
    { signal, accept, onOpen }: WatchOptions,
  ): AsyncGenerator<RawWatchEvent> {
    const request = `GET ${path}`;
    const http: HttpRequest = {
      method: "GET",
      path: path + query({ ...parameters, watch: true }),
      signal,
      ...(accept !== undefined && { accept }),
    };
    for await (const line of this.#stream(http, { request, ...(onOpen && { onOpen }) })) {
      const event = this.#parsed(line) as { readonly type: string; readonly object: unknown };
      if (event.type === "ERROR") throw rejectionIn(JSON.stringify(event.object), { status: 410, request });
      yield event as RawWatchEvent;
    }
  }

  /** Ends every connection, also those of open watches. Repeatable. */
  close(): void {
    this.#transport.close();
  }

  async *#stream(
    http: HttpRequest,
    { request, onOpen, silence }: { readonly request: string; readonly onOpen?: () => void; readonly silence?: number },
  ): AsyncGenerator<string> {
    const { status, body } = await this.#transport.stream(http, silence);
    try {
      if (status !== 200) throw this.#refusal(request, status, await textOf(body));
      onOpen?.();
      yield* lines(body);
    } catch (thrown) {
      if (http.signal?.aborted) throw asError(http.signal.reason);
      if (thrown instanceof ApiRejected || thrown instanceof ApiUnavailable) throw thrown;
      throw this.#transport.unavailable(thrown);
    }
  }

  async #answered({ query: parameters = {}, body, ...request }: RestRequest) {
    const http = {
      ...request,
      path: request.path + query(parameters),
      ...(body !== undefined && { body: typeof body === "string" ? body : jsonText(body) }),
    };
    for (let attempt = 0; ; attempt += 1) {
      const wait = this.#retryDelays[attempt];
      const signal = request.signal === undefined ? {} : { signal: request.signal };
      try {
        const answer = await this.#transport.request(http);
        const { status, text, retryAfter } = answer;
        if (status >= 200 && status < 300) return answer;
        if (!busy.includes(status) || wait === undefined) {
          throw this.#refusal(`${request.method} ${request.path}`, status, text);
        }
        await delay(Math.min(Number(retryAfter ?? 0) * 1000, longestRetryAfter) || wait, undefined, signal);
      } catch (thrown) {
        // A create whose answer was lost may have happened: only the caller knows whether to repeat it.
        const repeatable = request.method !== "POST" && request.method !== "PUT";
        if (!(thrown instanceof ApiUnavailable) || wait === undefined || !repeatable) throw thrown;
        await delay(wait, undefined, signal);
      }
    }
  }

  #refusal(request: string, status: number, text: string): ApiRejected | ApiUnavailable {
    const rejection = rejectionIn(text, { status, request });
    if (status !== 429 && status < 502) return rejection;
    return new ApiUnavailable({ server: this.server, reason: `${status} ${rejection.message}` });
  }

  #parsed(json: string): unknown {
    try {
      return this.#parse(json);
    } catch (cause) {
      throw new ApiUnavailable({ server: this.server, reason: "its answer is not JSON" }, { cause });
    }
  }
}
