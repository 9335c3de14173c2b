import type * as z from "zod";
import { messageOf, retryDelay, secondsText } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import type { RequestLimit } from "../forge.ts";
import { type ApiAnswer, type ApiRequest, type Connection, exchange, requestText } from "./exchange.ts";
import { orRefusal } from "./or-refusal.ts";
import { RequestLimits } from "./request-limits.ts";
import { type RequestPolicy, usualPolicy } from "./request-policy.ts";

/** Where an API of JSON is, and how its refusals are told. */
export interface Api extends Pick<Connection, "url" | "headers" | "forge" | "secrets"> {
  /** An answer from 300 to 499 as an error that says what to do. */
  readonly refusalOf: (answer: ApiAnswer, request: string) => ForgeRefused;
  readonly policy?: Partial<RequestPolicy>;
  /** Sends one request, once, where the forge has a client of its own. @default {@link exchange} */
  readonly send?: (request: ApiRequest) => Promise<ApiAnswer>;
  /**
   * Milliseconds until requests are taken again, of an answer to one that was not carried out for coming too soon.
   *
   * @default what a proxy or the server says in `Retry-After` beside 429
   */
  readonly waitOf?: (answer: ApiAnswer) => number | undefined;
}

/**
 * A forge's API with retries that are safe: reads are repeated by the policy, and a write whose answer was lost is looked for
 * before it is sent again, because forges do not recognize a request that they have carried out.
 */
export class ApiClient {
  readonly #api: Api;
  readonly #policy: RequestPolicy;
  readonly #lost = new WeakSet<ForgeUnavailable>();
  readonly #limited = new WeakSet<ForgeUnavailable>();
  readonly #limits = new RequestLimits();

  constructor(api: Api) {
    this.#api = api;
    this.#policy = { ...usualPolicy, ...api.policy };
  }

  /** What the forge said last of the requests that it still takes; `undefined` where it says nothing of them. */
  readonly requestLimit = (): RequestLimit | undefined => this.#limits.nearest;

  /**
   * The answer to a read that succeeded.
   *
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused}
   */
  async get(path: string): Promise<ApiAnswer> {
    const request = { method: "GET", path } as const;
    return this.#succeeded(request, await this.#repeated(request));
  }

  /** As {@link get}, in the shape of `schema`. @throws {ForgeUnavailable} for another form, too */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.parsed(path, await this.get(path), schema);
  }

  /** As {@link read}; `undefined` where the forge says that there is none, as it also does of what the token may not see. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const request = { method: "GET", path } as const;
    const answer = await this.#repeated(request);
    return answer.status === 404 ? undefined : this.parsed(path, this.#succeeded(request, answer), schema);
  }

  /** As {@link read}, for a question that is no GET and changes nothing. */
  async ask<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    return this.#parsed(request, this.#succeeded(request, await this.#repeated(request)), schema);
  }

  /** Writes once. {@link ensuring} repeats a write whose answer was lost, after another look. */
  async write<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    return this.#parsed(request, await this.#written(request), schema);
  }

  /** As {@link write}; `undefined` for what is not there any more. */
  async change<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T | undefined> {
    const answer = await orRefusal(this.write(request, schema), 404);
    return answer instanceof ForgeRefused ? undefined : answer;
  }

  /** Runs `work`, which looks and then writes what is missing, and runs it again when it cannot know whether that was written. */
  async ensuring<T>(work: () => Promise<T>): Promise<T> {
    return await this.#retrying(work, (thrown) => this.#lost.has(thrown));
  }

  /** The answer to a read of `path` in the shape of `schema`. @throws {ForgeUnavailable} when it has another */
  parsed<T>(path: string, answer: ApiAnswer, schema: z.ZodType<T>): T {
    return this.#parsed({ method: "GET", path }, answer, schema);
  }

  /** The error of a read whose answer is not what it should be. */
  unavailable(path: string, what: string): ForgeUnavailable {
    return this.#unavailable({ method: "GET", path }, what);
  }

  async #written(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return this.#succeeded(request, await this.#once(request));
    } catch (thrown) {
      if (thrown instanceof ForgeUnavailable && !this.#limited.has(thrown)) this.#lost.add(thrown);
      throw thrown;
    }
  }

  async #repeated(request: ApiRequest): Promise<ApiAnswer> {
    return await this.#retrying(
      () => this.#once(request),
      () => true,
    );
  }

  async #retrying<T>(work: () => Promise<T>, isSafe: (thrown: ForgeUnavailable) => boolean): Promise<T> {
    const { attempts, backoff, pause } = this.#policy;
    for (let attempt = 1; ; attempt++)
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof ForgeUnavailable && isSafe(thrown)) || attempt === attempts) throw thrown;
        if (this.#limited.has(thrown)) throw thrown;
        await pause(retryDelay(attempt, backoff, Math.random()));
      }
  }

  /** Waits as long as the forge says when it has not carried a request out for coming too soon. */
  async #once(request: ApiRequest): Promise<ApiAnswer> {
    const { attempts, longestWait, pause } = this.#policy;
    const { send = (each) => exchange({ ...this.#api, ...this.#policy }, each), waitOf = saidWait } = this.#api;
    for (let attempt = 1; ; attempt++) {
      const answer = await send(request);
      this.#limits.learn(answer.headers);
      const wait = waitOf(answer);
      if (wait === undefined && answer.status !== 429) return answer;
      if (wait === undefined) throw this.#unavailable(request, "too many requests", 429);
      if (wait > longestWait || attempt === attempts) {
        const what = `too many requests, and it takes none for another ${secondsText(wait)}`;
        const limited = this.#unavailable(request, what, answer.status);
        this.#limited.add(limited);
        throw limited;
      }
      await pause(wait);
    }
  }

  #succeeded(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
    if (answer.status < 300) return answer;
    throw this.#api.refusalOf(answer, requestText(request));
  }

  #parsed<T>(request: ApiRequest, { json }: ApiAnswer, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw this.#unavailable(request, `its answer has another form (${messageOf(parsed.error)})`);
  }

  #unavailable(request: Pick<ApiRequest, "method" | "path" | "name">, what: string, status?: number): ForgeUnavailable {
    const { forge } = this.#api;
    return new ForgeUnavailable({ forge, request: requestText(request), what, ...(status && { status }) });
  }
}

/** Only seconds are read: a date would be held against a clock that may go wrong. */
function saidWait({ status, headers }: ApiAnswer): number | undefined {
  const seconds = headers.get("retry-after") ?? "";
  return status === 429 && /^\d+$/u.test(seconds) ? Number(seconds) * 1_000 : undefined;
}
