import type * as z from "zod";
import { NoSuchChangeRequest } from "../errors.ts";
import { ApiClient, orRefusal } from "../http/index.ts";
import type { CheckedServer } from "./checked-server.ts";
import { refusalOf } from "./refusals.ts";

/** What the clients of both products have in common, for one repository. They page in different ways. */
export abstract class BitbucketClient extends ApiClient {
  readonly forge: string;
  readonly repository: string;
  readonly server: CheckedServer;

  constructor(server: CheckedServer) {
    const { forge, api, authorization, secrets, policy } = server;
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
  }

  /** Pages of a list, each read when the one before it was looked at. @throws {ForgeRefused} with status 404 where there is no such list */
  abstract pages<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<readonly T[]>;

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

  noSuchRequest(number: number): never {
    const { forge, repository } = this;
    throw new NoSuchChangeRequest({ forge, repository, number });
  }
}
