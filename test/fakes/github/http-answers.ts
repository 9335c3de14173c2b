import type { FastifyReply, FastifyRequest } from "fastify";
import { fullName, type Permission, type Repository, type State, type Token, type User } from "./state.ts";

/** An answer that is no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly more: { readonly headers?: Readonly<Record<string, string>>; readonly errors?: readonly object[] } = {},
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

/** Who asks, by a token in any of the ways that GitHub takes one. */
export function callerOf(state: State, authorization: string | undefined): Token | undefined {
  if (authorization === undefined) return undefined;
  const [scheme = "", credentials = ""] = authorization.split(" ", 2);
  const basic = Buffer.from(credentials, "base64").toString("utf8").split(/:(.*)/s)[1];
  const value = scheme.toLowerCase() === "basic" ? basic : credentials;
  const token = state.tokens.find((each) => each.value === value && !each.isExpired);
  if (!token) throw new Refused(401, "Bad credentials");
  return token;
}

/** The caller, when its token has the permission, such as `issues=write`. The permission to write includes the one to read. */
export function callerWith(state: State, request: FastifyRequest, permission: string): Token {
  const caller = callerOf(state, request.headers.authorization);
  if (!caller) throw new Refused(401, "Requires authentication");
  if (!permission.split("; ").some((each) => has(caller, each))) {
    const kind = caller.app ? "integration" : "personal access token";
    const headers = { "x-accepted-github-permissions": permission };
    throw new Refused(403, `Resource not accessible by ${kind}`, { headers });
  }
  return caller;
}

export function has({ permissions }: Token, permission: string): boolean {
  if (permissions === "all") return true;
  const [name = "", level] = permission.split("=");
  const given = permissions[name];
  return level === "read" ? given !== undefined : given === level || given === "admin";
}

export function permissionOf(repository: Repository, user: User | undefined): Permission {
  if (user === repository.owner) return "admin";
  const granted = user && repository.collaborators.get(user.id);
  return granted ?? (repository.isPrivate ? "none" : "read");
}

export const mayWrite = (repository: Repository, user: User) =>
  ["write", "admin"].includes(permissionOf(repository, user));

/** The repository of a route, by its name in any case, if the caller may see it. */
export function repositoryOf(state: State, request: FastifyRequest, { user }: Pick<Token, "user">): Repository {
  const { owner = "", repo = "" } = request.params as { readonly owner?: string; readonly repo?: string };
  const asked = `${owner}/${repo}`.toLowerCase();
  const found = state.repositories.find((each) => fullName(each).toLowerCase() === asked);
  const renamed = state.renamed.get(asked);
  // Where it is now is told by its number.
  if (!found && renamed) throw new Moved(request.url.replace(`repos/${owner}/${repo}`, `repositories/${renamed.id}`));
  if (!found || permissionOf(found, user) === "none") throw notFound();
  return found;
}

export const notFound = () => new Refused(404, "Not Found");

/** One page of a list: 30 entries, at most 100, for the numbers that the client asks for. The last page has no link onward. */
export function paged<T>(request: FastifyRequest, reply: FastifyReply, items: readonly T[]): readonly T[] {
  const query = request.query as Readonly<Record<string, string>>;
  const page = Math.max(1, Number(query["page"] ?? 1));
  const limit = Math.min(Number(query["per_page"] ?? 30), 100);
  if (page * limit < items.length) reply.header("link", linkTo(request, { page: String(page + 1) }));
  return items.slice((page - 1) * limit, page * limit);
}

/** As {@link paged}, by a cursor in place of a number. */
export function pagedByCursor<T extends { readonly id: number }>(
  request: FastifyRequest,
  reply: FastifyReply,
  items: readonly T[],
): readonly T[] {
  const query = request.query as Readonly<Record<string, string>>;
  const limit = Math.min(Number(query["per_page"] ?? 30), 100);
  const start = query["after"] === undefined ? 0 : items.findIndex(({ id }) => String(id) === query["after"]) + 1;
  const shown = items.slice(start, start + limit);
  const last = shown.at(-1);
  if (last && start + limit < items.length) reply.header("link", linkTo(request, { after: String(last.id) }));
  return shown;
}

function linkTo({ url }: FastifyRequest, change: Readonly<Record<string, string>>): string {
  const target = new URL(url, "https://api.example");
  for (const [name, value] of Object.entries(change)) target.searchParams.set(name, value);
  return `<${target.href}>; rel="next", <${target.href}>; rel="last"`;
}
