import type { SecurityPolicy, SecurityRule } from "../environment/index.ts";
import type { DesiredSecurityPolicy } from "./balancing-values.ts";
import { computeName } from "./names.ts";
import { optional, type Planning } from "./planning.ts";

type Rule = DesiredSecurityPolicy["args"]["rules"][number];

/** The priority of the rule that a policy always has. Source: `SecurityPolicyRule` of compute v1. */
const lastPriority = 2_147_483_647;

export function planSecurityPolicies(planning: Planning): readonly DesiredSecurityPolicy[] {
  return planning.environment.securityPolicies.map((policy) => ({
    key: policy.name,
    protect: planning.protects("securityPolicies", policy.name),
    args: {
      name: planning.name([policy.name], computeName),
      description: policy.description ?? `Environment ${planning.environment.name}`,
      type: "CLOUD_ARMOR",
      labels: planning.labelsWith({}),
      rules: [...policy.rules.map(ruleArgs), defaultRule(policy)].toSorted(
        (one, other) => one.priority - other.priority,
      ),
    },
  }));
}

function ruleArgs({ name, priority, action, match, preview, rate }: SecurityRule): Rule {
  return {
    priority,
    description: name,
    action,
    ...optional("preview", preview || undefined),
    match:
      "expression" in match
        ? { expr: { expression: match.expression } }
        : { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: match.ranges.map(({ text }) => text).toSorted() } },
    ...optional(
      "rateLimitOptions",
      rate && {
        conformAction: "allow" as const,
        exceedAction: "deny(429)" as const,
        enforceOnKey: keys[rate.by],
        rateLimitThreshold: { count: rate.requests, intervalSec: rate.perSeconds },
      },
    ),
  };
}

const keys = { all: "ALL", ip: "IP", "xff-ip": "XFF_IP" } as const;

function defaultRule({ defaultAction }: SecurityPolicy): Rule {
  return {
    priority: lastPriority,
    description: "default",
    action: defaultAction,
    match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } },
  };
}
