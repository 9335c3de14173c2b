import type { RouteTold } from "../../change/index.ts";
import { type Block, list, message, tone, type Words } from "../document/index.ts";

/** How each route took what it was told, and why one did not. */
export function routesTold(routes: readonly RouteTold[]): readonly Block[] {
  if (routes.length === 0) return [];
  const problems = routes.flatMap((route) => route.problems.map((problem): Words => [message(problem.message)]));
  return [
    {
      kind: "table",
      columns: ["route", "leads to", "notices"],
      rows: routes.map(({ route, to, sent, problems: own }): readonly Words[] => [
        route,
        to,
        [own.length > 0 ? tone("failed", `${sent} sent, ${own.length} not`) : `${sent} sent`],
      ]),
    },
    ...(problems.length > 0 ? [list(problems)] : []),
  ];
}
