import type { paths } from "@coderabbitai/bitbucket/server/openapi";
import type { FastifyRequest } from "fastify";
import { credentialsOf, tokenOf } from "../authorization.ts";
import { Refused } from "../refused.ts";
import type { Permission, Pull, Repository, State, User } from "../state.ts";

/** A route of Data Center's own description, in the form of the server: an address that it does not have is no type. */
export const route = (path: keyof paths) => path.replaceAll(/\{(\w+)\}/g, ":$1");

export type Level = "REPO_READ" | "REPO_WRITE" | "REPO_ADMIN";

/** Who asks. Levels of a token take what its user has. */
export function callerWith(state: State, { headers }: FastifyRequest, level: Level = "REPO_READ"): User {
  const credentials = credentialsOf(headers.authorization);
  const token = credentials && tokenOf(state, credentials);
  // The same status as of a user who may not do something.
  if (!token) throw new Refused(401, "Authentication failed. Please check your credentials and try again.");
  const isGranted = token.scopes.includes("all") || token.scopes.includes(level) || token.scopes.includes("REPO_ADMIN");
  if (!isGranted && level !== "REPO_READ") throw new Refused(401, "You are not permitted to access this resource");
  return token.user;
}

const order: readonly Permission[] = ["read", "write", "admin"];

export function hasPermission(repository: Repository, user: User, least: Permission): boolean {
  const granted = repository.permissions.get(user.id);
  return granted !== undefined && order.indexOf(granted) >= order.indexOf(least);
}

export function repositoryOf(
  state: State,
  request: FastifyRequest,
  user: User,
  least: Permission = "read",
): Repository {
  const { projectKey = "", repositorySlug = "" } = request.params as { projectKey?: string; repositorySlug?: string };
  const found = state.repositories.find(
    ({ owner, name }) => `${owner}/${name}`.toLowerCase() === `${projectKey}/${repositorySlug}`.toLowerCase(),
  );
  if (!found) throw new Refused(404, `Repository ${projectKey}/${repositorySlug} does not exist.`);
  if (!hasPermission(found, user, least)) throw new Refused(401, "You are not permitted to access this resource");
  return found;
}

export function pullAt(repository: Repository, request: FastifyRequest): Pull {
  const { pullRequestId: id } = request.params as { pullRequestId?: string };
  const found = repository.pulls.find(({ number }) => String(number) === id);
  if (!found) throw new Refused(404, `Pull request ${id} does not exist in ${repository.owner}/${repository.name}.`);
  return found;
}

/** One page of a list: 25 entries, at most as many as the site allows. */
export function paged<T>({ largestPage }: State, request: FastifyRequest, items: readonly T[]) {
  const query = request.query as { readonly limit?: string; readonly start?: string };
  const limit = Math.min(Number(query.limit ?? 25), largestPage);
  const start = Number(query.start ?? 0);
  const values = items.slice(start, start + limit);
  const isLastPage = start + limit >= items.length;
  return { size: values.length, limit, start, isLastPage, nextPageStart: isLastPage ? null : start + limit, values };
}
