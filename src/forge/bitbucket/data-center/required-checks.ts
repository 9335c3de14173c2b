import type { RequiredCheck } from "../../change-requests.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import { branch as branchAnswer, type RequiredBuilds, requiredBuilds } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { matches } from "./ref-matcher.ts";

/** The builds that a branch demands; `"unknown"` where a rule is for branches by a pattern or a model, which the server matches. */
export async function readRequiredChecks(
  client: DataCenterClient,
  name: string,
): Promise<readonly RequiredCheck[] | "unknown"> {
  const reference = `refs/heads/${name}`;
  if (!(await hasBranch(client, name))) return "unknown";
  const { owner, slug } = client.server;
  const path = `required-builds/latest/projects/${owner}/repos/${slug}/conditions`;
  const rules = await orRefusal(orRefusal(client.list(path, requiredBuilds), 401), 403);
  if (rules instanceof ForgeRefused) return "unknown";
  const matched = rules.map((rule) => ({ keys: rule.buildParentKeys, isMeant: isMeant(rule, reference) }));
  if (matched.some(({ isMeant: is }) => is === "unknown")) return "unknown";
  const keys = matched.flatMap(({ keys: each, isMeant: is }) => (is === true ? each : []));
  return [...new Set(keys)].map((context) => ({ context }));
}

function isMeant({ refMatcher, exemptRefMatcher }: RequiredBuilds, reference: string): boolean | "unknown" {
  const is = matches(refMatcher, reference);
  const isExempt = exemptRefMatcher ? matches(exemptRefMatcher, reference) : false;
  if (is === false || isExempt === true) return false;
  return isExempt === "unknown" ? "unknown" : is;
}

/** The filter of the list is a part of a name. */
export async function hasBranch(client: DataCenterClient, name: string): Promise<boolean> {
  const path = `${client.base}/branches?filterText=${encodeURIComponent(name)}`;
  return (await client.list(path, branchAnswer)).some(({ id }) => id === `refs/heads/${name}`);
}
