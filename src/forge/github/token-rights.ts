import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { TokenRight } from "../setup.ts";
import { repository as repositoryAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";
import type { Session } from "./session.ts";

interface NeededRight {
  /** As GitHub's permissions of Apps are called. */
  readonly permission: string;
  readonly level: "read" | "write";
  readonly neededFor: string;
  /** A list below the repository that takes the permission to read. */
  readonly list: string;
}

const shared: readonly NeededRight[] = [
  { permission: "contents", level: "write", neededFor: "commits, branches and the record", list: "activity" },
  { permission: "pull_requests", level: "write", neededFor: "pull requests, reviews and comments", list: "pulls" },
  { permission: "issues", level: "write", neededFor: "issues about environments that failed", list: "issues" },
  { permission: "deployments", level: "write", neededFor: "deployments", list: "deployments" },
];
const checks = { permission: "checks", list: "commits/HEAD/check-runs" };
const statuses = { permission: "statuses", list: "commits/HEAD/statuses" };
/** Apps write check runs, and other tokens statuses; both read both. */
const ofApp: readonly NeededRight[] = [
  ...shared,
  { ...checks, level: "write", neededFor: "checks" },
  { ...statuses, level: "read", neededFor: "checks that were set as statuses" },
];
const ofUser: readonly NeededRight[] = [...shared, { ...statuses, level: "write", neededFor: "checks" }];

/**
 * The rights of the credentials. GitHub tells the permissions of an App, and the scopes of a classic token. Of a fine-grained token, and of
 * the one that a job of Actions has, it tells none: what one of these may not even read it does not have, and the rest is unknown.
 */
export async function tokenRights(client: GithubClient, session: Session): Promise<readonly TokenRight[]> {
  const permissions = await session.permissions();
  if (permissions) return ofApp.map((right) => ({ ...named(right), isHeld: holds(permissions, right) }));
  const path = `repos/${client.repository}`;
  const answer = await client.get(path);
  const scopes = answer.headers.get("x-oauth-scopes")?.split(/,\s*/);
  if (scopes) return [classicRight(scopes, client.parsed(path, answer, repositoryAnswer).private)];
  const rights = client.isApp ? ofApp : ofUser;
  return await Promise.all(rights.map(async (right) => ({ ...named(right), isHeld: await mayHold(client, right) })));
}

const named = ({ permission, level, neededFor }: NeededRight) => ({
  name: `${permission.replaceAll("_", "-")}: ${level}`,
  neededFor,
});

function holds(permissions: Readonly<Record<string, string>>, { permission, level }: NeededRight): boolean {
  const given = permissions[permission];
  return level === "read" ? given !== undefined : given === "write" || given === "admin";
}

function classicRight(scopes: readonly string[], isPrivate: boolean): TokenRight {
  const name = isPrivate ? "repo" : "public_repo";
  return { name, neededFor: "all that Groundwork does", isHeld: scopes.includes("repo") || scopes.includes(name) };
}

/** A read that GitHub refuses is a permission that the token lacks; one that it answers shows nothing of a public repository. */
async function mayHold(client: GithubClient, { list }: NeededRight): Promise<false | "unknown"> {
  const answer = await orRefusal(client.get(`repos/${client.repository}/${list}?per_page=1`), 403);
  return answer instanceof ForgeRefused ? false : "unknown";
}
