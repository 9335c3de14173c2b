import type * as z from "zod";
import { ApiClient } from "../http/index.ts";
import type { GithubServer } from "./github-server.ts";
import { refusalOf, waitOf } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Items on one page: the most that GitHub gives. */
const pageSize = 100;

/** The APIs of one server, for one repository. */
export class GithubClient extends ApiClient {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  /** Whether the credentials are an App's: check runs can be written by these alone. */
  readonly isApp: boolean;
  readonly #url: string;

  constructor({ url, repository, as, policy }: GithubServer, session: Session) {
    const forge = new URL(url).host;
    super({
      forge,
      url,
      headers: {},
      secrets: session.secrets,
      send: session.send,
      waitOf,
      refusalOf: (answer, request) => refusalOf(answer, { forge, repository, request, secrets: session.secrets }),
      ...(policy && { policy }),
    });
    this.forge = forge;
    this.repository = repository;
    // Tokens of installations, the one that Actions gives its jobs among them.
    this.isApp = !("token" in as) || as.token.startsWith("ghs_");
    this.#url = url;
  }

  /** A page for people below the repository. */
  page(path: string): string {
    return `${this.#url}/${this.repository}${path}`;
  }

  /** Every item of a list. */
  async list<T>(path: string, schema: z.ZodType<T[]>): Promise<readonly T[]> {
    const items: T[] = [];
    for await (const page of this.pages(path, schema)) items.push(...page);
    return items;
  }

  /** Pages of a list, each read when the one before it was looked at. Some lists number their pages, others have cursors. */
  async *pages<T>(path: string, schema: z.ZodType<T[]>): AsyncGenerator<readonly T[]> {
    const [resource = path] = path.split("?");
    const seen = new Set<string>();
    for (let at = `${path}${path.includes("?") ? "&" : "?"}per_page=${pageSize}`; ; ) {
      const answer = await this.get(at);
      yield this.parsed(at, answer, schema);
      seen.add(at);
      const query = nextQuery(answer.headers.get("link"));
      if (query === undefined) return;
      // The path stays: what a server writes into a link is no place to send a token to.
      at = `${resource}?${query}`;
      if (seen.has(at)) throw this.unavailable(at, "it named the same page again");
    }
  }

  /** What a query of GraphQL gives about the repository; variables have its owner and its name. */
  async query<T>({ name, text }: Query, variables: object, schema: z.ZodType<T>): Promise<T> {
    return await this.ask(this.#graphql({ name, text }, variables), schema);
  }

  /** Answers to a query whose list has pages, which its variable `after` continues. @param pageOf the list's part of an answer */
  async *queries<T>(
    query: Query,
    variables: object,
    schema: z.ZodType<T>,
    pageOf: (answer: T) => QueryPage | undefined,
  ): AsyncGenerator<T> {
    for (let after: string | null = null; ; ) {
      const answer: T = await this.query(query, { ...variables, after }, schema);
      yield answer;
      const page = pageOf(answer);
      if (!page?.hasNextPage) return;
      if (page.endCursor === after) throw this.unavailable(`GraphQL's ${query.name}`, "it named the same page again");
      after = page.endCursor;
    }
  }

  /** Carries a mutation of GraphQL out, once, as a write of REST is. */
  async mutate<T>({ name, text }: Query, variables: object, schema: z.ZodType<T>): Promise<T> {
    return await this.write(this.#graphql({ name, text }, variables), schema);
  }

  #graphql({ name, text: query }: Query, variables: object) {
    const [owner, repository] = this.repository.split("/");
    const takesRepository = query.includes("$repository:");
    const body = { query, variables: { ...(takesRepository && { owner, repository }), ...variables } };
    return { method: "POST", path: "graphql", name: `GraphQL's ${name}`, body } as const;
  }
}

/** What a list of GraphQL says of its next page. */
export interface QueryPage {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** A document of GraphQL. */
export interface Query {
  /** For people, in errors. */
  readonly name: string;
  readonly text: string;
}

function nextQuery(link: string | null): string | undefined {
  const target = /<[^>]*?\?([^>]*)>\s*;\s*rel="next"/.exec(link ?? "")?.[1];
  return target === "" ? undefined : target;
}
