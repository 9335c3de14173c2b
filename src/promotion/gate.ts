import type { HeldBecause } from "../change/index.ts";
import type { Standing } from "./standing.ts";

/** One that comes before others, and how long it has to stand before they follow. */
export interface Before {
  readonly environment: string;
  readonly soakMilliseconds: number;
}

/** Whether what comes next may be brought up. */
export type Gate =
  | { readonly kind: "open" }
  /** Everything has stood for long enough, and of these it is not known whether they are healthy. */
  | { readonly kind: "unchecked"; readonly environments: readonly string[] }
  | { readonly kind: "held"; readonly because: HeldBecause };

/** The gravest reason comes first: one that is failed or unhealthy says more than one that has to stand for longer. */
export function gateAfter(before: readonly Before[], standings: ReadonlyMap<string, Standing>, now: number): Gate {
  const found = before.map((each) => ({
    ...each,
    standing: standings.get(each.environment) ?? ({ kind: "behind" } as const),
  }));
  const failed = found.find(({ standing }) => standing.kind === "failed");
  if (failed) return { kind: "held", because: { kind: "failed", of: failed.environment } };
  for (const { environment: of, standing } of found)
    if (standing.kind === "stands" && standing.health && standing.health.kind !== "healthy")
      return { kind: "held", because: { kind: "unhealthy", of, health: standing.health } };
  const behind = found.find(({ standing }) => standing.kind !== "stands");
  if (behind) {
    const isLost = behind.standing.kind === "behind" && behind.standing.isLost === true;
    return { kind: "held", because: { kind: "behind", of: behind.environment, ...(isLost && { isLost }) } };
  }
  const soaking = lastToSoak(found, now);
  if (soaking) return { kind: "held", because: { kind: "soaking", ...soaking } };
  const environments = found.flatMap(({ environment, standing }) =>
    standing.kind === "stands" && !standing.health ? [environment] : [],
  );
  return environments.length > 0 ? { kind: "unchecked", environments } : { kind: "open" };
}

/** The one that has to stand for the longest time from now; `undefined` where each has stood for long enough. */
function lastToSoak(
  found: readonly (Before & { readonly standing: Standing })[],
  now: number,
): { readonly of: string; readonly until: string } | undefined {
  const ends = found.flatMap(({ environment: of, soakMilliseconds, standing }) =>
    standing.kind === "stands" ? [{ of, until: standing.since + soakMilliseconds }] : [],
  );
  const [last] = ends.filter(({ until }) => until > now).toSorted((a, b) => b.until - a.until);
  return last && { of: last.of, until: new Date(last.until).toISOString() };
}
