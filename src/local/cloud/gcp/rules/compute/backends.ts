import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { RFC1035, type TypeRules } from "../type-rules.ts";

/** Addresses in one rule. Source: `SecurityPolicyRuleMatcherConfig` of compute v1. */
const MOST_RANGES = 10;

interface Rule {
  readonly priority?: unknown;
  readonly match?: { readonly config?: { readonly srcIpRanges?: readonly unknown[] } };
}

export const securityPolicy: TypeRules = {
  name: RFC1035,
  replaceOn: ["type"],
  check: ({ rules }) => (Array.isArray(rules) ? (rules as readonly Rule[]) : []).flatMap(ruleFailures),
};

function ruleFailures({ priority, match }: Rule, index: number, rules: readonly Rule[]): readonly CheckFailure[] {
  const at = `rules[${index}]`;
  const isTaken = typeof priority === "number" && rules.findIndex((other) => other.priority === priority) < index;
  const ranges = match?.config?.srcIpRanges?.length ?? 0;
  return [
    ...(isTaken ? [{ property: `${at}.priority`, reason: `must not be that of another rule; it is ${priority}` }] : []),
    ...(ranges > MOST_RANGES
      ? [
          {
            property: `${at}.match.config.srcIpRanges`,
            reason: `must have at most ${MOST_RANGES} ranges; there are ${ranges}`,
          },
        ]
      : []),
  ];
}

/** Certificates are immutable. Google fills in the rest once the domains lead to the load balancer. */
export const managedSslCertificate: TypeRules = {
  name: RFC1035,
  replaceOn: ["*"],
  complete: ({ properties }) => ({
    subjectAlternativeNames: (properties["managed"] as PropertyMap | undefined)?.["domains"] ?? [],
    type: "MANAGED",
  }),
};

export const networkEndpointGroup: TypeRules = { name: RFC1035, replaceOn: ["*"] };

/** Goes with its group. */
export const globalNetworkEndpoint: TypeRules = {
  replaceOn: ["*"],
  references: {
    globalNetworkEndpointGroup: {
      types: ["gcp:compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup"],
      onDelete: "cascade",
      asLink: false,
    },
  },
};
