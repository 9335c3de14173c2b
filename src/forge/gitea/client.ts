import type * as z from "zod";
import { counted } from "../../lib/index.ts";
import { ApiClient } from "../http/index.ts";
import type { GiteaServer } from "./gitea-server.ts";
import { refusalOf } from "./refusals.ts";

/** Items on one page. Gitea gives fewer where its site says so, and 30 when none is asked for. */
const pageSize = 50;

/** Reads of a list that other jobs write to at the same time. */
const mostReads = 3;

/** The API of one server, for one repository. */
export class GiteaClient extends ApiClient {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  readonly #server: GiteaServer;

  constructor(server: GiteaServer) {
    const { url, repository, token, policy } = server;
    const forge = new URL(url).host;
    super({
      forge,
      url: `${url}/api/v1`,
      headers: { authorization: `token ${token}` },
      secrets: [token],
      refusalOf: (answer, request) => refusalOf(answer, { forge, repository, request, token }),
      ...(policy && { policy }),
    });
    this.forge = forge;
    this.repository = repository;
    this.#server = server;
  }

  /** A page for people below the repository. */
  page(path: string): string {
    return `${this.#server.publicUrl ?? this.#server.url}/${this.repository}${path}`;
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
      const ofPage = `${path}${path.includes("?") ? "&" : "?"}limit=${pageSize}&page=${page}`;
      const answer = await this.get(ofPage);
      const items = this.parsed(ofPage, answer, schema) ?? [];
      // Lists that are not paged give the same items for every page, for ever.
      const now = JSON.stringify(items);
      if (items.length === 0) return;
      if (now === before) throw this.unavailable(ofPage, "it gave the same page again");
      yield items;
      if (answer.headers.get("x-hasmore") === "false") return;
      before = now;
    }
  }

  /**
   * Every item of a list that Gitea gives whole. It reads the list and then counts, so that an item which is written in between is
   * counted and not given: the list is read again then.
   *
   * @throws {ForgeUnavailable} when some are missing each time
   */
  async whole<T>(path: string, schema: z.ZodType<T[]>): Promise<readonly T[]> {
    for (let read = 1; ; read += 1) {
      const answer = await this.get(path);
      const items = this.parsed(path, answer, schema);
      const total = answer.headers.get("x-total-count");
      if (total === null || Number(total) === items.length) return items;
      if (read === mostReads)
        throw this.unavailable(path, `it gave ${items.length} of ${counted(Number(total), "entry", "entries")}`);
    }
  }
}
