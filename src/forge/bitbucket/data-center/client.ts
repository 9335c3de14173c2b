import * as z from "zod";
import { NoSuchChangeRequest } from "../../errors.ts";
import { ApiClient, orRefusal } from "../../http/index.ts";
import type { CheckedServer } from "../checked-server.ts";
import { refusalOf } from "../refusals.ts";
import { type Pull, page as pageAnswer, pull as pullAnswer } from "./answers.ts";

/** Entries of a page that are asked for. A site may give fewer, and says so in the answer. */
const pageSize = 100;

/** The APIs of one server, for one repository. */
export class DataCenterClient extends ApiClient {
  readonly forge: string;
  readonly repository: string;
  readonly server: CheckedServer;
  /** Of the repository, without a slash at its end. */
  readonly base: string;

  constructor(server: CheckedServer) {
    const { forge, api, authorization, secrets, policy, owner, slug } = server;
    super({
      forge,
      url: api,
      headers: { authorization },
      secrets,
      refusalOf: (answer, request) => refusalOf(answer, server, request),
      ...(policy && { policy }),
    });
    this.forge = forge;
    this.repository = server.repository;
    this.server = server;
    this.base = `api/latest/projects/${owner}/repos/${slug}`;
  }

  /** A page for people below the repository. */
  page(path: string): string {
    return `${this.server.pages}${path}`;
  }

  /** Every entry of a list. @throws {ForgeRefused} with status 404 where there is no such list */
  async list<T>(path: string, schema: z.ZodType<T>): Promise<readonly T[]> {
    const entries: T[] = [];
    for await (const page of this.pages(path, schema)) entries.push(...page);
    return entries;
  }

  /** As {@link list}; `undefined` where there is no such list, as of what the token may not see. */
  async listIfAny<T>(path: string, schema: z.ZodType<T>): Promise<readonly T[] | undefined> {
    const entries = await orRefusal(this.list(path, schema), 404);
    return entries instanceof Error ? undefined : entries;
  }

  /** Pages of a list, each read when the one before it was looked at. */
  async *pages<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<readonly T[]> {
    let start = 0;
    for (;;) {
      const at = `${path}${path.includes("?") ? "&" : "?"}limit=${pageSize}&start=${start}`;
      const answer = await this.get(at);
      const { values, isLastPage, nextPageStart } = this.parsed(at, answer, pageAnswer);
      yield this.parsed(at, { ...answer, json: values }, z.array(schema));
      if (isLastPage) return;
      // Some lists leave out what may not be seen, so that the next page does not begin at the number of entries.
      if (typeof nextPageStart !== "number" || nextPageStart <= start)
        throw this.unavailable(at, "it says that there are more pages, and not where");
      start = nextPageStart;
    }
  }

  /** The pull request of a number. @throws {NoSuchChangeRequest} */
  async pull(number: number): Promise<Pull> {
    const found = await this.find(`${this.base}/pull-requests/${number}`, pullAnswer);
    return found ?? this.noSuchRequest(number);
  }

  noSuchRequest(number: number): never {
    const { forge, repository } = this;
    throw new NoSuchChangeRequest({ forge, repository, number });
  }
}
