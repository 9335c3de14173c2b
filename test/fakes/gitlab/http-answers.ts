import type { FastifyReply, FastifyRequest } from "fastify";
import { fullPath, type Project, type State, type User } from "./state.ts";

/** An answer that is no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {
    super(JSON.stringify(body));
  }
}

export const refused = (status: number, message: unknown) => new Refused(status, { message });
export const notFound = (what: string) => refused(404, `404 ${what} Not Found`);
export const forbidden = () => refused(403, "403 Forbidden");

/** A project that was renamed: reads are redirected to its id, and writes are refused. */
export class Moved extends Error {
  constructor(readonly location: string) {
    super(location);
  }
}

/** Roles by number. */
export const roles = { guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

export interface Caller {
  readonly user: User;
  readonly scopes: readonly string[];
}

/** Who has this token; as a header it needs a scope of the API, and as Git's password one of the repository. */
export function callerOf(state: State, value: string | undefined): Caller {
  const token = state.tokens.find((each) => each.value === value);
  if (token?.isExpired)
    throw new Refused(401, {
      error: "invalid_token",
      error_description: "Token is expired. You can either do re-authorization or token refresh.",
    });
  if (!token) throw refused(401, "401 Unauthorized");
  return token;
}

/** The caller of a request to the API, whose token has to have the scope for its method. */
export function apiCaller(state: State, { headers, method, url }: FastifyRequest): Caller {
  const token = headers["private-token"];
  const caller = callerOf(state, typeof token === "string" ? token : undefined);
  const isRead = method === "GET" || url.startsWith("/api/graphql");
  const enough = isRead ? ["api", "read_api"] : ["api"];
  const isOwnUser = isRead && url === "/api/v4/user" && caller.scopes.includes("read_user");
  if (isOwnUser || caller.scopes.some((scope) => enough.includes(scope))) return caller;
  throw new Refused(403, {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope: enough.join(" "),
  });
}

export function accessOf(project: Project, user: User): number {
  if (user === project.owner) return roles.owner;
  return project.members.get(user.id) ?? 0;
}

export const mayRead = (project: Project, user: User) =>
  !project.isPrivate || user.isAdmin || accessOf(project, user) >= roles.guest;

/** The project of a route, by its id or its path, if the caller may see it. */
export function projectOf(state: State, request: FastifyRequest, { user }: Caller): Project {
  const { id = "" } = request.params as { readonly id?: string };
  const moved = state.renamed.get(id.toLowerCase());
  if (moved && request.method !== "GET") throw refused(405, "Non GET methods are not allowed for moved projects");
  if (moved) throw new Moved(request.url.replace(encodeURIComponent(id), String(moved.id)));
  const found = state.projects.find(
    (each) => String(each.id) === id || fullPath(each).toLowerCase() === id.toLowerCase(),
  );
  if (!found || !mayRead(found, user)) throw notFound("Project");
  return found;
}

/** Refuses writes of those whose role is too low, and all of them in an archived project. */
export function needRole(project: Project, { user }: Caller, role: keyof typeof roles): void {
  if (project.isArchived || accessOf(project, user) < roles[role]) throw forbidden();
}

/** One page of a list: 20 entries, 100 at most. */
export function paged<T>(
  state: State,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  items: readonly T[],
): readonly T[] {
  const query = request.query as { readonly per_page?: string; readonly page?: string };
  const size = Math.min(Number(query.per_page ?? 20), 100);
  const page = Number(query.page ?? 1);
  const isLast = page * size >= items.length;
  if (state.tellsPages) {
    reply.header("x-page", page).header("x-per-page", size).header("x-total", items.length);
    reply.header("x-next-page", isLast ? "" : page + 1);
    if (!isLast) reply.header("link", `<http://configured.example/api/v4/?page=${page + 1}>; rel="next"`);
  }
  return items.slice((page - 1) * size, page * size);
}

export const userJson = ({ id, username }: User) => ({ id, username, name: username, state: "active", web_url: "" });
