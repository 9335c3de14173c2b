import type { FastifyReply, FastifyRequest } from "fastify";
import { fullName, type Permission, type Repository, type State, type User } from "./state.ts";

/** An answer that is no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The whole body, where it has another form than the usual one. */
    readonly body?: object,
  ) {
    super(message);
  }
}

/** A repository that was renamed: both reads and writes are redirected. */
export class Moved extends Error {
  constructor(readonly location: string) {
    super(location);
  }
}

export interface Caller {
  readonly user: User;
  readonly scopes: readonly string[];
}

/** Who asks, by a token in any of the ways that Gitea takes one, or by name and password. */
export function callerOf(state: State, authorization: string | undefined): Caller | undefined {
  if (authorization === undefined) return undefined;
  const [scheme = "", credentials = ""] = authorization.split(" ", 2);
  const basic = Buffer.from(credentials, "base64").toString("utf8");
  const [name = "", password = ""] = basic.split(/:(.*)/s);
  const isBasic = scheme.toLowerCase() === "basic";
  const values = isBasic ? [password, name] : [credentials];
  const token = state.tokens.find(({ value, isExpired }) => values.includes(value) && !isExpired);
  if (token) return token;
  const user = isBasic ? state.users.find((each) => each.login === name && each.password === password) : undefined;
  if (user === undefined) throw new Refused(401, "user does not exist [uid: 0, name: ]");
  return { user, scopes: ["all"] };
}

export type Scope = `${"read" | "write"}:${"repository" | "issue" | "user" | "admin" | "notification"}`;

/** The caller, when its token has the scope. A scope to write includes the one to read. */
export function callerWith(state: State, request: FastifyRequest, scope: Scope): Caller {
  const caller = callerOf(state, request.headers.authorization);
  if (caller === undefined) throw new Refused(401, "token is required");
  if (!hasScope(caller, scope))
    throw new Refused(
      403,
      `token does not have at least one of required scope(s), required=[${scope}], token scope=${caller.scopes.join(",")}`,
    );
  return caller;
}

export function hasScope({ scopes }: Caller, scope: Scope): boolean {
  return scopes.includes("all") || scopes.includes(scope) || scopes.includes(scope.replace("read:", "write:"));
}

export function permissionOf(repository: Repository, user: User | undefined): Permission {
  if (user !== undefined && (user.isAdmin || user === repository.owner)) return "owner";
  const granted = user && repository.collaborators.get(user.id);
  return granted ?? (repository.isPrivate ? "none" : "read");
}

export const mayWrite = (repository: Repository, user: User) =>
  ["write", "admin", "owner"].includes(permissionOf(repository, user));

/** The repository of a route, by its name in any case, if the caller may see it. */
export function repositoryOf(state: State, request: FastifyRequest, { user }: Pick<Caller, "user">): Repository {
  const { owner = "", repo = "" } = request.params as { readonly owner?: string; readonly repo?: string };
  const asked = `${owner}/${repo}`.toLowerCase();
  const found = state.repositories.find((each) => fullName(each).toLowerCase() === asked);
  const renamed = state.renamed.get(asked);
  if (!found && renamed) throw new Moved(request.url.replace(`${owner}/${repo}`, fullName(renamed)));
  if (!found || permissionOf(found, user) === "none") throw notFound();
  return found;
}

export const notFound = () => new Refused(404, "The target couldn't be found.");

/** Gitea's answer to much that it did not expect of a client, in production mode. */
export const serverError = () => new Refused(500, "");

export interface Page {
  /** Which headers tell of other pages: Gitea's lists differ. */
  readonly headers: "all" | "total" | "count of this page";
}

/** One page of a list: 30 entries, at most as many as the site allows, for the numbers that the client asks for. */
export function paged<T>(
  { largestPage }: State,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  items: readonly T[],
  { headers }: Page,
): readonly T[] {
  const query = request.query as { readonly limit?: string; readonly page?: string };
  const [asked, page] = [Number(query.limit ?? 0), Math.max(1, Number(query.page ?? 1))];
  const limit = Math.min(asked > 0 ? asked : 30, largestPage);
  const shown = items.slice((page - 1) * limit, page * limit);
  const pages = Math.ceil(items.length / limit);
  reply.header("X-Total-Count", headers === "count of this page" ? shown.length : items.length);
  if (headers === "all") {
    reply.header("X-Page", page).header("X-PerPage", limit);
    reply.header("X-PageCount", pages).header("X-HasMore", page < pages);
    if (page < pages) reply.header("Link", `<http://configured.example/api/v1/?page=${page + 1}>; rel="next"`);
  }
  return shown;
}
