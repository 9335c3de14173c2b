import * as z from "zod";
import type { RequiredCheck } from "../change-requests.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import { branch as branchAnswer, requiredChecks as requiredAnswer, rule } from "./answers.ts";
import type { GithubClient } from "./client.ts";

/**
 * The checks that rulesets and the classic protection of a branch demand together. Either may be there without the other, and what
 * the token may not see is unknown.
 */
export async function requiredChecks(
  client: GithubClient,
  name: string,
): Promise<readonly RequiredCheck[] | "unknown"> {
  const base = `repos/${client.repository}`;
  const branch = encodeURIComponent(name);
  const found = await client.find(`${base}/branches/${branch}`, branchAnswer);
  if (found === undefined) return "unknown";
  const rules = await orRefusal(client.list(`${base}/rules/branches/${branch}`, z.array(rule)), 403);
  if (rules instanceof ForgeRefused) return "unknown";
  const ofRules = rules
    .filter(({ type }) => type === "required_status_checks")
    .flatMap(({ parameters }) => (parameters?.required_status_checks ?? []).map(({ context }) => context));
  // Where rulesets alone protect the branch, its classic protection is there and not enabled.
  const isClassic = found.protected && found.protection?.enabled !== false;
  const ofProtection = isClassic
    ? (found.protection?.required_status_checks?.contexts ?? (await protectedBy(client, branch)))
    : [];
  if (ofProtection === "unknown") return "unknown";
  return [...new Set([...ofRules, ...ofProtection])].map((context) => ({ context }));
}

/** Only administrators may read it. It is not there where rulesets alone protect the branch. */
async function protectedBy(client: GithubClient, branch: string): Promise<readonly string[] | "unknown"> {
  const path = `repos/${client.repository}/branches/${branch}/protection/required_status_checks`;
  const answer = await orRefusal(client.find(path, requiredAnswer), 403);
  return answer instanceof ForgeRefused ? "unknown" : (answer?.contexts ?? []);
}
