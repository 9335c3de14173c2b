import type { paths } from "@coderabbitai/bitbucket/cloud/openapi";
import type { FastifyRequest } from "fastify";
import { credentialsOf, tokenOf } from "../authorization.ts";
import { Refused } from "../refused.ts";
import { fullName, type Permission, type Pull, type Repository, type State, type Token, type User } from "../state.ts";

/** A route of Cloud's own description, in the form of the server: an address that it does not have is no type. */
export const route = (path: keyof paths) => path.replaceAll(/\{(\w+)\}/g, ":$1");

export type Scope =
  | "read:user:bitbucket"
  | "read:webhook:bitbucket"
  | `${"read" | "write" | "admin"}:repository:bitbucket`
  | `${"read" | "write"}:pullrequest:bitbucket`;

/** Who asks. An API token comes with its account's e-mail address, an access token alone. */
export function callerWith(state: State, { headers }: FastifyRequest, scope: Scope): User {
  const credentials = credentialsOf(headers.authorization);
  const token = credentials && tokenOf(state, credentials);
  const isRight =
    token?.kind === "access token" ? credentials?.name === undefined : credentials?.name === token?.user.email;
  if (!token || !isRight) throw new Refused(401, "Token is invalid, expired, or not supported for this endpoint.");
  if (!isGranted(token, scope))
    throw new Refused(403, "Your credentials lack one or more required privilege scopes.", {
      granted: token.scopes,
      required: [scope],
    });
  return token.user;
}

function isGranted({ scopes, kind }: Token, scope: Scope): boolean {
  // No access token has the scope of a user.
  if (scope === "read:user:bitbucket")
    return kind === "api token" && (scopes.includes("all") || scopes.includes(scope));
  const granting = [scope, scope.replace("read:", "write:")];
  // A scope for change requests includes the same one for the repository, of access tokens alone.
  if (kind === "access token") granting.push(...granting.map((each) => each.replace("repository", "pullrequest")));
  return scopes.includes("all") || granting.some((each) => scopes.includes(each));
}

const scopes: readonly Scope[] = [
  "read:user:bitbucket",
  "read:webhook:bitbucket",
  "read:repository:bitbucket",
  "write:repository:bitbucket",
  "admin:repository:bitbucket",
  "read:pullrequest:bitbucket",
  "write:pullrequest:bitbucket",
];

/** Scopes as answers name them: access tokens have the older names. */
export function shownScopes({ scopes: held, kind }: Token): readonly string[] {
  const all = held.includes("all") ? scopes : held;
  if (kind === "api token") return all;
  return all.flatMap((scope) => {
    const [level, of = scope] = scope.split(":");
    return of === "user" ? [] : [level === "read" ? of : `${of}:${level}`];
  });
}

/** The repository of a route, if the caller may see it. */
export function repositoryOf(
  state: State,
  request: FastifyRequest,
  user: User,
  least: Permission = "read",
): Repository {
  const { workspace = "", repo_slug: slug = "" } = request.params as { workspace?: string; repo_slug?: string };
  const asked = `${workspace}/${slug}`.toLowerCase();
  const found = state.repositories.find((each) => fullName(each).toLowerCase() === asked);
  const granted = found?.permissions.get(user.id);
  if (!found || granted === undefined)
    throw new Refused(404, `You may not have access to this repository or it no longer exists in this workspace.`);
  const order: readonly Permission[] = ["read", "write", "admin"];
  if (order.indexOf(granted) < order.indexOf(least))
    throw new Refused(403, `This API requires ${least} access to the repository.`);
  return found;
}

export function pullAt(repository: Repository, request: FastifyRequest): Pull {
  const { pull_request_id: id } = request.params as { pull_request_id?: string };
  const found = repository.pulls.find(({ number }) => String(number) === id);
  if (!found) throw new Refused(404, `Pull request ${id} not found`);
  return found;
}

interface Limits {
  readonly usual: number;
  readonly most: number;
}

/** One page of a list, and the whole address of the next one, by which clients are to go on. */
export function paged<T>(
  { largestPage }: State,
  request: FastifyRequest,
  items: readonly T[],
  { usual, most }: Limits = { usual: 10, most: 100 },
) {
  const query = new URL(request.url, "http://localhost").searchParams;
  const [pagelen, page] = [Number(query.get("pagelen") ?? usual), Number(query.get("page") ?? 1)];
  if (pagelen > most) throw new Refused(400, "Invalid pagelen");
  const size = Math.min(pagelen, largestPage);
  const values = items.slice((page - 1) * size, page * size);
  query.set("page", String(page + 1));
  const [path] = request.url.split("?");
  const next = `https://api.bitbucket.org${path}?${query.toString()}`;
  return { values, pagelen: size, page, ...(page * size < items.length && { next }) };
}
