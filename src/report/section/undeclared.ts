import type { FleetStatus } from "../../change/index.ts";
import { type Block, code, line, list, type Span, tone } from "../document/index.ts";

/** Stacks with resources that the commit does not declare, and the next step for each. */
export function undeclaredSection({
  undeclared = [],
  local,
}: Pick<FleetStatus, "undeclared" | "local">): readonly Block[] {
  if (undeclared.length === 0) return [];
  return [
    line(tone("warned", "These stand, and this commit does not declare them:")),
    list(
      undeclared.map(({ name, kind, because }) => [
        kind === "removed" ? `${name}: removed, ${because}. ` : tone("failed", `${name}: ${kind}, `),
        ...(kind === "removed" ? [] : [`${because}. `]),
        ...next(name, kind, local),
      ]),
    ),
  ];
}

function next(name: string, kind: "removed" | "orphan" | "unknown", local: boolean): readonly (string | Span)[] {
  const destroy = code(`groundwork destroy --env ${name}${local ? " --local" : ""}`);
  if (kind === "removed") return ["Take it down with ", destroy];
  return [
    "Bring its folder back with a change request, so that it is declared again. Where it is not needed, take it down with ",
    destroy,
  ];
}
