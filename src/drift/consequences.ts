import type { ResourceDifference } from "./infrastructure-differences.ts";

/** By URN, the URNs of the state that a resource needs: what it depends on, its parent, its provider and what it is deleted with. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * Names of each difference that follows from another one what it follows from: a resource that is as it was left and that would be changed
 * because of one that was, and one that is gone with another one that it needs. Where several are the cause, the nearest one is named,
 * and of a chain of them its first.
 */
export function withConsequences<Each extends ResourceDifference>(
  found: readonly Each[],
  needs: Needs,
): readonly Each[] {
  const causes = new Map<string, Each>();
  for (const each of found) if (each.cause.kind === "changed-outside" && !each.isDerived) causes.set(each.urn, each);
  return found.map((each) => {
    if (each.cause.kind !== "changed-outside") return each;
    // One part of a resource was changed itself, and the rest of it goes with that.
    if (each.isDerived && causes.has(each.urn)) return each;
    const cause = rootOf(each, causes, needs);
    return cause ? { ...each, follows: cause.subject } : each;
  });
}

function rootOf<Each extends ResourceDifference>(
  each: Each,
  causes: ReadonlyMap<string, Each>,
  needs: Needs,
): Each | undefined {
  let root: Each | undefined;
  const passed = new Set([each.urn]);
  for (let at = each; ; ) {
    const isGone = at.change === "missing" && !at.isDerived;
    if (!isGone && !at.isDerived) return root;
    const next = nearest(at.urn, needs, (urn) => {
      const cause = passed.has(urn) ? undefined : causes.get(urn);
      return cause && (at.isDerived || cause.change === "missing") ? cause : undefined;
    });
    if (!next) return root;
    passed.add(next.urn);
    root = next;
    at = next;
  }
}

/** The first in breadth. */
function nearest<T>(urn: string, needs: Needs, found: (urn: string) => T | undefined): T | undefined {
  const looked = new Set([urn]);
  const waiting = [...(needs.get(urn) ?? [])];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (looked.has(next)) continue;
    looked.add(next);
    const cause = found(next);
    if (cause !== undefined) return cause;
    waiting.push(...(needs.get(next) ?? []));
  }
  return undefined;
}
