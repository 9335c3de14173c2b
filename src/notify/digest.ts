import { createHash } from "node:crypto";
import type { Notice } from "./notice.ts";
import type { Route } from "./settings.ts";

/**
 * The notices of one comparison as a route is sent them: too many at once are one message, so that people read it. A program takes each of
 * them by itself, and an issue is a digest of its environment anyway.
 */
export function digested(
  { name, to }: Pick<Route, "name" | "to">,
  notices: readonly Notice[],
  beyond: number,
): readonly Notice[] {
  const [first] = notices;
  if (!first || notices.length <= beyond || to.kind === "webhook" || to.kind === "issue") return notices;
  const id = createHash("sha256")
    .update(JSON.stringify([name, "digest", ...notices.map((each) => each.id)]))
    .digest("hex")
    .slice(0, 32);
  const every = notices.flatMap(({ environments, left }) => [...environments, ...left]);
  return [
    {
      id,
      thread: id,
      route: name,
      kind: "digest",
      digest: notices,
      news: "opened",
      environments: [...new Set(every)].toSorted(),
      joined: [],
      altered: [],
      left: [],
      accepted: {},
      since: first.at,
      at: first.at,
      commit: first.commit,
      open: new Map(),
    },
  ];
}
