import { matchesStars } from "../../lib/index.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal, shownAddress } from "../http/index.ts";
import type { Identities } from "../identities.ts";
import type { BranchProtection, Setup } from "../setup.ts";
import { approvalRule, branch as branchAnswer, protectedBranch, tokenSelf, webhook } from "./answers.ts";
import type { GitLabClient } from "./client.ts";

export function gitlabSetup(client: GitLabClient, identities: Identities): Setup {
  const { approvals, branches, hooks, protectedBranches, repository, tokens } = client;
  return {
    async tokenRights() {
      const token = await orRefusal(client.maybe("the token", tokenSelf, tokens.show()), 403);
      const scopes = token instanceof ForgeRefused || token === undefined ? undefined : token.scopes;
      const permission = await identities.permissionOf(await identities.self());
      const mayWrite = permission === "write" || permission === "admin";
      return [
        { name: "api", neededFor: "comments, checks and issues", isHeld: scopes?.includes("api") ?? "unknown" },
        { name: "the role Developer", neededFor: "checks, deployments and the record", isHeld: mayWrite },
      ];
    },
    async protectionOf(name) {
      const found = await client.maybe(`branch ${name}`, branchAnswer, branches.show(repository, name));
      if (found === undefined) return "unknown";
      return { isProtected: await isProtected(name), requiredApprovals: await requiredApprovals(name) };
    },
    async webhooks() {
      const found = await orRefusal(
        client.list("webhooks", webhook, (page) => hooks.all(repository, page)),
        403,
      );
      if (found instanceof ForgeRefused) return "unknown";
      return found.map(({ url, alert_status: status }) => ({
        url: shownAddress(url),
        isActive: (status ?? "executable") === "executable",
      }));
    },
  };

  /** A branch is also protected by patterns, and most protections let maintainers push. */
  async function isProtected(name: string): Promise<BranchProtection["isProtected"]> {
    const rules = await orRefusal(
      client.list("protected branches", protectedBranch, (page) => protectedBranches.all(repository, page)),
      403,
    );
    if (rules instanceof ForgeRefused) return "unknown";
    const matching = rules.filter((rule) => matchesStars(rule.name, name));
    const mayPush = matching.some(({ push_access_levels: levels }) => levels.some((each) => each.access_level !== 0));
    return matching.length > 0 && !mayPush;
  }

  /** Free servers have no rules, and answer 404. */
  async function requiredApprovals(name: string): Promise<BranchProtection["requiredApprovals"]> {
    const rules = await orRefusal(
      client.maybeList("approval rules", approvalRule, (page) => approvals.allApprovalRules(repository, page)),
      403,
    );
    if (rules instanceof ForgeRefused) return "unknown";
    const counts = (rules ?? [])
      .filter(({ protected_branches: of = [] }) => of.length === 0 || of.some((each) => matchesStars(each.name, name)))
      .map((rule) => rule.approvals_required);
    return Math.max(0, ...counts);
  }
}
