import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { formatAddress, isTruncated, parseCidr } from "../../values/index.ts";
import { RFC1035, type TypeRules, uses } from "../type-rules.ts";

export const firewall: TypeRules = {
  name: RFC1035,
  references: { network: uses("compute/network:Network") },
  replaceOn: ["network", "direction"],
  defaults: { direction: "INGRESS", priority: 1000, disabled: false },
  check: (inputs) => [...ruleFailures(inputs), ...sideFailures(inputs), ...rangeFailures(inputs)],
  complete: ({ properties }) => ({
    enableLogging: properties["logConfig"] !== undefined || properties["enableLogging"] === true,
    destinationRanges: properties["destinationRanges"] ?? [],
  }),
};

const SOURCES = ["sourceRanges", "sourceTags", "sourceServiceAccounts"];

function ruleFailures(inputs: PropertyMap): CheckFailure[] {
  const [allows, denies] = [listOf(inputs["allows"]), listOf(inputs["denies"])];
  if (inputs["allows"] !== undefined && inputs["denies"] !== undefined) {
    return [{ property: "denies", reason: "cannot stand beside allows: a rule either allows or denies" }];
  }
  return [...allows, ...denies].flatMap((rule, index) => {
    const { protocol, ports } = rule as { protocol?: string; ports?: string[] };
    const property = `${allows.length > 0 ? "allows" : "denies"}[${index}]`;
    return (ports ?? [])
      .flatMap((port, at): CheckFailure[] => {
        const [from = Number.NaN, to = from] = port.split("-").map(Number);
        if (from >= 0 && to <= 65_535 && from <= to) return [];
        return [
          {
            property: `${property}.ports[${at}]`,
            reason: `must be a port or a range such as 8000-8080; it is ${port}`,
          },
        ];
      })
      .concat(
        (ports ?? []).length > 0 && !/^(tcp|udp|sctp|6|17|132)$/.test(protocol ?? "tcp")
          ? [{ property: `${property}.ports`, reason: `cannot be given for the protocol ${protocol ?? ""}` }]
          : [],
      );
  });
}

function sideFailures(inputs: PropertyMap): CheckFailure[] {
  const wrong = inputs["direction"] === "EGRESS" ? SOURCES : ["destinationRanges"];
  return wrong
    .filter((key) => inputs["direction"] === "EGRESS" && listOf(inputs[key]).length > 0 && key !== "sourceRanges")
    .map((property) => ({ property, reason: "cannot be given for an EGRESS rule" }));
}

function rangeFailures(inputs: PropertyMap): CheckFailure[] {
  return ["sourceRanges", "destinationRanges"].flatMap((property) =>
    listOf(inputs[property]).flatMap((cidr, index): CheckFailure[] => {
      if (typeof cidr !== "string" || cidr.includes(":") || isTruncated(cidr) || parseCidr(`${cidr}/32`)) return [];
      const range = parseCidr(cidr);
      const remedy = range === undefined ? "" : `; the range is ${formatAddress(range.start)}/${range.prefix}`;
      return [{ property: `${property}[${index}]`, reason: `must be an IP range; it is ${cidr}${remedy}` }];
    }),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
