import * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { BranchProtection } from "../setup.ts";
import { branch as branchAnswer, branchProtection, rule as ruleAnswer, ruleset as rulesetAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";

/** What one of GitHub's two lists of rules says; all of it is unknown where the token may not read the list. */
type Part = Required<BranchProtection> | "unknown";

type Rule = z.infer<typeof ruleAnswer>;

/** Rulesets and the classic protection of a branch together: the stricter of both holds, and who may bypass one of them is told. */
export async function protectionOf(client: GithubClient, name: string): Promise<BranchProtection | "unknown"> {
  const base = `repos/${client.repository}`;
  const branch = encodeURIComponent(name);
  const found = await client.find(`${base}/branches/${branch}`, branchAnswer);
  if (found === undefined) return "unknown";
  const rules = await orRefusal(client.list(`${base}/rules/branches/${branch}`, z.array(ruleAnswer)), 403);
  const ofRules = rules instanceof ForgeRefused ? "unknown" : await partOfRules(client, rules);
  const isClassic = found.protected && found.protection?.enabled !== false;
  const ofClassic = isClassic ? await partOfClassic(client, branch) : nothing;
  return together(ofRules, ofClassic);
}

const nothing: Part = {
  isProtected: false,
  requiredApprovals: 0,
  dismissesApprovals: false,
  bypassedBy: [],
  hasMergeQueue: false,
};

async function partOfRules(client: GithubClient, rules: readonly Rule[]): Promise<Part> {
  const reviews = rules.filter(({ type }) => type === "pull_request");
  const queues = rules.filter(({ type }) => type === "merge_queue");
  return {
    isProtected: reviews.length + queues.length > 0,
    requiredApprovals: Math.max(0, ...reviews.map((each) => each.parameters?.required_approving_review_count ?? 0)),
    dismissesApprovals: reviews.some((each) => each.parameters?.dismiss_stale_reviews_on_push === true),
    bypassedBy: await bypassOf(client, [...reviews, ...queues]),
    hasMergeQueue: queues.length > 0,
  };
}

/** Told to those who may edit the rulesets. */
async function bypassOf(client: GithubClient, rules: readonly Rule[]): Promise<readonly string[] | "unknown"> {
  const names: string[] = [];
  for (const id of new Set(rules.map((each) => each.ruleset_id))) {
    const path = `repos/${client.repository}/rulesets/${id}`;
    const answer = id === undefined ? undefined : await orRefusal(client.find(path, rulesetAnswer), 403);
    if (answer === undefined || answer instanceof ForgeRefused || answer.bypass_actors === undefined) return "unknown";
    for (const { actor_type: type, actor_id: actor } of answer.bypass_actors)
      names.push(`${type}${actor === null || actor === undefined ? "" : ` ${actor}`} (ruleset ${answer.name})`);
  }
  return names;
}

/** Administrators alone may read it: others are answered as if there were none. */
async function partOfClassic(client: GithubClient, branch: string): Promise<Part> {
  const path = `repos/${client.repository}/branches/${branch}/protection`;
  const answer = await orRefusal(client.find(path, branchProtection), 403);
  if (answer === undefined || answer instanceof ForgeRefused) return "unknown";
  const { enforce_admins: admins, required_pull_request_reviews: reviews } = answer;
  if (!reviews) return nothing;
  const { users = [], teams = [], apps = [] } = reviews.bypass_pull_request_allowances ?? {};
  return {
    isProtected: true,
    requiredApprovals: reviews.required_approving_review_count ?? 0,
    dismissesApprovals: reviews.dismiss_stale_reviews,
    bypassedBy: [
      ...(admins?.enabled === true ? [] : ["administrators"]),
      ...[...users, ...teams, ...apps].map(({ login, slug }) => login ?? slug ?? "an actor without a name"),
    ],
    hasMergeQueue: false,
  };
}

function together(one: Part, other: Part): BranchProtection {
  const parts = [one, other];
  const known = parts.filter((part) => part !== "unknown");
  const isWhole = known.length === parts.length;
  /** What one list demands holds without the other list, too. */
  const either = (of: (part: Required<BranchProtection>) => boolean | "unknown") =>
    known.some((part) => of(part) === true) || (isWhole ? false : "unknown");
  const approvals = known.map((part) => part.requiredApprovals).filter((count) => count !== "unknown");
  // Who bypasses a list that protects nothing bypasses nothing.
  const bypassed = known.filter((part) => part.isProtected === true).map((part) => part.bypassedBy);
  const isBypassKnown = isWhole && bypassed.every((each) => each !== "unknown");
  return {
    isProtected: either((part) => part.isProtected),
    requiredApprovals: isWhole ? Math.max(...approvals) : "unknown",
    dismissesApprovals: either((part) => part.dismissesApprovals),
    bypassedBy: isBypassKnown ? [...new Set(bypassed.flat())] : "unknown",
    hasMergeQueue: either((part) => part.hasMergeQueue),
  };
}
