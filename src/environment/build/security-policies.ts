import { parseDuration } from "../../lib/index.ts";
import type { SecurityPolicy, SecurityRule } from "../load-balancer.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { buildCidr } from "./ranges.ts";

type RawPolicy = RawSpec["securityPolicies"][number];

export function buildSecurityPolicies(findings: Findings, raw: RawSpec["securityPolicies"]): SecurityPolicy[] {
  findings.uniqueNames(["spec", "securityPolicies"], raw);
  return raw.map((policy, index) => {
    const at = ["spec", "securityPolicies", index, "rules"];
    findings.uniqueNames(at, policy.rules);
    checkPriorities(findings, at, policy.rules);
    return {
      name: policy.name,
      ...(policy.description === undefined ? {} : { description: policy.description }),
      defaultAction: policy.default,
      rules: policy.rules.map((rule, position) => buildRule(findings, [...at, position], rule)),
    };
  });
}

/** A priority is what a policy knows its rules by. */
function checkPriorities(findings: Findings, at: ValuePath, rules: RawPolicy["rules"]): void {
  for (const [index, { priority }] of rules.entries()) {
    const earlier = rules.findIndex((other) => other.priority === priority);
    if (earlier === index) continue;
    const place = findings.whereIs([...at, earlier, "priority"]);
    findings.error([...at, index, "priority"], "same-priority", `${priority} is that of another rule at ${place}`);
  }
}

function buildRule(findings: Findings, at: ValuePath, raw: RawPolicy["rules"][number]): SecurityRule {
  if ((raw.ranges === undefined) === (raw.expression === undefined)) {
    findings.error(at, "one-of-two", "write either ranges or expression: which requests the rule is about");
  }
  if ((raw.action === "throttle") !== (raw.rate !== undefined)) {
    const message = raw.rate ? "goes with action: throttle alone" : "is missing; throttle needs it: { requests: 100 }";
    findings.error([...at, "rate"], "rate-without-throttle", message);
  }
  const ranges = (raw.ranges ?? []).flatMap(
    (range, index) => buildCidr(findings, [...at, "ranges", index], range) ?? [],
  );
  return {
    name: raw.name,
    priority: raw.priority,
    action: raw.action,
    match: raw.expression === undefined ? { ranges } : { expression: raw.expression },
    preview: raw.preview,
    ...(raw.rate && {
      rate: {
        requests: raw.rate.requests,
        perSeconds: (parseDuration(raw.rate.per, ["h", "m", "s"]) ?? 0) / 1000,
        by: raw.rate.by,
      },
    }),
  };
}
