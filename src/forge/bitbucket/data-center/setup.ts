import { ForgeRefused } from "../../errors.ts";
import { orRefusal, shownAddress } from "../../http/index.ts";
import type { Identities, Permission } from "../../identities.ts";
import type { BranchProtection, Setup, Webhook } from "../../setup.ts";
import { keepsPushesAway, type PushRule } from "../push-rules.ts";
import { pullRequestSettings, type Restriction, restriction, webhook } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { matches } from "./ref-matcher.ts";
import { hasBranch } from "./required-checks.ts";

export function dataCenterSetup(client: DataCenterClient, identities: Identities): Setup {
  const { base } = client;
  const webhooks = async (): Promise<readonly Webhook[] | "unknown"> => {
    const found = await orAdministrators(client.list(`${base}/webhooks`, webhook));
    return found instanceof ForgeRefused
      ? "unknown"
      : found.map(({ url, active }) => ({ url: shownAddress(url), isActive: active }));
  };
  return {
    async tokenRights() {
      const user = await identities.self().catch(orNoUser);
      const permission = user === undefined ? "unknown" : await identities.permissionOf(user);
      const isAdministrator = (await webhooks()) !== "unknown";
      return [
        { name: "a user behind it", neededFor: "comments", isHeld: user !== undefined },
        {
          name: "the permission Repository write",
          neededFor: "the record and opening change requests",
          isHeld: isAdministrator || mayWrite(permission),
        },
      ];
    },
    async protectionOf(branch) {
      if (!(await hasBranch(client, branch))) return "unknown";
      const { owner, slug } = client.server;
      const path = `branch-permissions/latest/projects/${owner}/repos/${slug}/restrictions`;
      const rules = await orAdministrators(client.list(path, restriction));
      const { requiredApprovers } = await client.read(`${base}/settings/pull-requests`, pullRequestSettings);
      return {
        isProtected: rules instanceof ForgeRefused ? "unknown" : isProtectedBy(rules, `refs/heads/${branch}`),
        requiredApprovals: requiredApprovers,
      };
    },
    webhooks,
  };
}

/** A token has what its user has, or less, which no answer tells. */
function mayWrite(permission: Permission | "unknown"): false | "unknown" {
  return permission === "none" || permission === "read" ? false : "unknown";
}

/** @throws anything else than that the token is of no user */
function orNoUser(thrown: unknown): undefined {
  if (thrown instanceof ForgeRefused && thrown.data.status === undefined) return undefined;
  throw thrown;
}

/** Refused to those who do not administer the repository, with either status. */
async function orAdministrators<T>(asked: Promise<T>): Promise<T | ForgeRefused> {
  return await orRefusal(orRefusal(asked, 401), 403);
}

/** Kinds of rules that keep pushes away. Each does so for itself. */
const againstPushes = ["pull-request-only", "read-only"];

function isProtectedBy(rules: readonly Restriction[], reference: string): BranchProtection["isProtected"] {
  const verdicts = againstPushes.map((kind) => {
    const ofKind = rules.filter(({ type }) => type === kind);
    return keepsPushesAway(ofKind.map((rule) => pushRule(rule, reference)));
  });
  if (verdicts.includes(true)) return true;
  return verdicts.includes("unknown") ? "unknown" : false;
}

function pushRule({ matcher, users, groups, accessKeys }: Restriction, reference: string): PushRule {
  return {
    isMeant: matches(matcher, reference),
    leavesSomeoneOut: users.length > 0 || groups.length > 0 || accessKeys.length > 0,
  };
}
