import { setTimeout as pause } from "node:timers/promises";
import type * as z from "zod";
import { counted, messageOf, retryDelay } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import type { GiteaServer, RequestPolicy } from "./gitea-server.ts";
import { exchange, type GiteaAnswer, type GiteaRequest, requestText } from "./http.ts";
import { orRefusal, refusalOf } from "./refusals.ts";

const usualPolicy: RequestPolicy = {
  timeout: 30_000,
  answerBytes: 64 * 1024 * 1024,
  attempts: 4,
  backoff: { first: 500, longest: 8_000 },
  pause,
};

/** Items on one page. Gitea gives fewer where its site says so, and 30 when none is asked for. */
const pageSize = 50;

/** The API of one server, for one repository. */
export class GiteaClient {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  readonly #server: GiteaServer;
  readonly #policy: RequestPolicy;
  readonly #lost = new WeakSet<ForgeUnavailable>();

  constructor(server: GiteaServer) {
    this.forge = new URL(server.url).host;
    this.repository = server.repository;
    this.#server = server;
    this.#policy = { ...usualPolicy, ...server.policy };
  }

  /** A page for people below the repository. */
  page(path: string): string {
    return `${this.#server.publicUrl ?? this.#server.url}/${this.repository}${path}`;
  }

  /**
   * The answer to a read, in the shape of `schema`. Reads are repeated by the policy.
   *
   * @throws {ForgeUnavailable}
   * @throws {ForgeRefused}
   */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const request = { method: "GET", path } as const;
    return this.#parsed(request, await this.#answered(request), schema);
  }

  /** As {@link read}; `undefined` where Gitea says that there is none, which it also does of what the token may not see. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const request = { method: "GET", path } as const;
    const answer = await this.#repeated(request);
    return answer.status === 404 ? undefined : this.#parsed(request, this.#succeeded(request, answer), schema);
  }

  /** Every item of a list that Gitea pages, however small its pages are. */
  async list<T extends object>(path: string, schema: z.ZodType<T[] | null>): Promise<readonly T[]> {
    const items: T[] = [];
    for await (const page of this.pages(path, schema)) items.push(...page);
    return items;
  }

  /** Pages of a list, each read when the one before it was looked at. */
  async *pages<T extends object>(path: string, schema: z.ZodType<T[] | null>): AsyncGenerator<readonly T[]> {
    let before: string | undefined;
    for (let page = 1; ; page++) {
      const request = {
        method: "GET",
        path: `${path}${path.includes("?") ? "&" : "?"}limit=${pageSize}&page=${page}`,
      } as const;
      const answer = await this.#answered(request);
      const items = this.#parsed(request, answer, schema) ?? [];
      // Lists that are not paged give the same items for every page, for ever.
      const now = JSON.stringify(items);
      if (items.length === 0) return;
      if (now === before) throw this.unavailable(requestText(request), "it gave the same page again");
      yield items;
      if (answer.headers.get("x-hasmore") === "false") return;
      before = now;
    }
  }

  /** Every item of a list that Gitea gives whole. @throws {ForgeUnavailable} when some are missing */
  async whole<T>(path: string, schema: z.ZodType<T[]>): Promise<readonly T[]> {
    const request = { method: "GET", path } as const;
    const answer = await this.#answered(request);
    const items = this.#parsed(request, answer, schema);
    const total = answer.headers.get("x-total-count");
    if (total !== null && Number(total) !== items.length)
      throw this.unavailable(
        requestText(request),
        `it gave ${items.length} of ${counted(Number(total), "entry", "entries")}`,
      );
    return items;
  }

  /**
   * Writes once: Gitea neither recognizes a request that it has carried out, nor says that it was repeated.
   * {@link ensuring} repeats a write whose answer was lost, after another look.
   */
  async write<T>(request: GiteaRequest, schema: z.ZodType<T>): Promise<T> {
    return this.#parsed(request, await this.#written(request), schema);
  }

  /** As {@link write}; `undefined` for what is not there any more. */
  async change<T>(request: GiteaRequest, schema: z.ZodType<T>): Promise<T | undefined> {
    const answer = await orRefusal(this.write(request, schema), 404);
    return answer instanceof ForgeRefused ? undefined : answer;
  }

  /** Runs `work`, which looks and then writes what is missing, and runs it again when it cannot know whether that was written. */
  async ensuring<T>(work: () => Promise<T>): Promise<T> {
    const { attempts, backoff } = this.#policy;
    for (let attempt = 1; ; attempt++)
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof ForgeUnavailable && this.#lost.has(thrown)) || attempt === attempts) throw thrown;
        await this.#policy.pause(retryDelay(attempt, backoff, Math.random()));
      }
  }

  unavailable(request: string, what: string): ForgeUnavailable {
    return new ForgeUnavailable({ forge: this.forge, request, what });
  }

  async #written(request: GiteaRequest): Promise<GiteaAnswer> {
    try {
      return this.#succeeded(request, await this.#once(request));
    } catch (thrown) {
      if (thrown instanceof ForgeUnavailable) this.#lost.add(thrown);
      throw thrown;
    }
  }

  async #answered(request: GiteaRequest): Promise<GiteaAnswer> {
    return this.#succeeded(request, await this.#repeated(request));
  }

  #succeeded(request: GiteaRequest, answer: GiteaAnswer): GiteaAnswer {
    if (answer.status < 300) return answer;
    const { forge, repository } = this;
    throw refusalOf(answer, { forge, repository, request: requestText(request), token: this.#server.token });
  }

  async #repeated(request: GiteaRequest): Promise<GiteaAnswer> {
    const { attempts, backoff, pause: wait } = this.#policy;
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#once(request);
      } catch (thrown) {
        if (!(thrown instanceof ForgeUnavailable) || attempt === attempts) throw thrown;
        await wait(retryDelay(attempt, backoff, Math.random()));
      }
  }

  /** Too many requests is what a proxy before Gitea says; Gitea itself has no limit. */
  async #once(request: GiteaRequest): Promise<GiteaAnswer> {
    const answer = await exchange({ ...this.#server, ...this.#policy }, request);
    if (answer.status !== 429) return answer;
    const { forge } = this;
    throw new ForgeUnavailable({ forge, request: requestText(request), what: "too many requests", status: 429 });
  }

  #parsed<T>(request: GiteaRequest, { json }: GiteaAnswer, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw this.unavailable(requestText(request), `its answer has another form (${messageOf(parsed.error)})`);
  }
}
