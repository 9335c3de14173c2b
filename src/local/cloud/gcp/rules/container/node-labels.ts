import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";

const longest = 63;
const name = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Labels and taints that the cluster would not take on a Node. Source: Kubernetes' "Labels and Selectors", syntax. */
export function labelFailures(property: string, nodeConfig: unknown): CheckFailure[] {
  const { labels = {}, taints = [] } = (nodeConfig ?? {}) as {
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly taints?: readonly PropertyMap[];
  };
  return [
    ...pairFailures(`${property}.labels`, Object.entries(labels)),
    ...pairFailures(
      `${property}.taints`,
      taints.flatMap(({ key, value }) => (typeof key === "string" ? [[key, value] as const] : [])),
    ),
  ];
}

function pairFailures(property: string, pairs: readonly (readonly [key: string, value: unknown])[]): CheckFailure[] {
  return pairs.flatMap(([key, value]) => {
    const own = key.slice(key.indexOf("/") + 1);
    if (own.length > longest || !name.test(own))
      return [
        {
          property,
          reason: `has the key "${key}"; its name has at most ${longest} letters, digits, dashes, dots and underscores`,
        },
      ];
    if (typeof value !== "string" || value === "" || (value.length <= longest && name.test(value))) return [];
    return [
      {
        property,
        reason: `has "${value}" at "${key}"; a value has at most ${longest} letters, digits, dashes, dots and underscores`,
      },
    ];
  });
}
