import * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import { orRefusal, shownAddress } from "../http/index.ts";
import type { Setup } from "../setup.ts";
import { branchPolicies, environment as environmentAnswer, webhook } from "./answers.ts";
import { protectionOf } from "./branch-protection.ts";
import type { GithubClient } from "./client.ts";
import type { Session } from "./session.ts";
import { tokenRights } from "./token-rights.ts";

export function githubSetup(client: GithubClient, session: Session): Setup {
  const base = `repos/${client.repository}`;
  return {
    tokenRights: () => tokenRights(client, session),
    protectionOf: (branch) => protectionOf(client, branch),
    async webhooks() {
      // Those who may not see them are told that there is no such list, or are refused.
      const found = await orRefusal(orRefusal(client.list(`${base}/hooks`, z.array(webhook)), 404), 403);
      if (found instanceof ForgeRefused) return "unknown";
      return found.map(({ active, config }) => ({ url: shownAddress(config.url ?? ""), isActive: active }));
    },
    async environmentBranches(name) {
      const path = `${base}/environments/${encodeURIComponent(name)}`;
      const found = await orRefusal(client.find(path, environmentAnswer), 403);
      if (found instanceof ForgeRefused) return "unknown";
      if (found === undefined) return undefined;
      const { deployment_branch_policy: policy } = found;
      if (!policy) return "any";
      if (!policy.custom_branch_policies) return "protected";
      const policies = await client.read(`${path}/deployment-branch-policies?per_page=100`, branchPolicies);
      return policies.branch_policies.map(({ name: of = "", type }) => (type === "tag" ? `the tag ${of}` : of));
    },
  };
}
