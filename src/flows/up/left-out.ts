import {
  type AffectedEnvironment,
  type EnvironmentPreview,
  type EnvironmentRun,
  type ManifestFiles,
  type Problem,
  problemsIn,
  type Refusal,
  type Unshown,
  unshownOfSeveral,
} from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { interrupted, leftAlone } from "../run/index.ts";
import type { ShownMerge } from "./check-shown.ts";
import { unshownDetails } from "./unshown-details.ts";

/**
 * The environments of several merges that may not start, with the reason of each; a refusal where that is all of them.
 *
 * One that could not be previewed, or in which more would happen than the merges showed together, keeps back the others that the same
 * merges change: what a change request changes in several environments starts in all of them, or in none. What no such merge changes
 * goes on.
 *
 * @param merges oldest first
 */
export function leftOutOf(
  previews: readonly EnvironmentPreview[],
  merges: readonly ShownMerge[],
  applied: ReadonlyMap<string, ManifestFiles>,
): { readonly refusal: Refusal } | { readonly leftOut: ReadonlyMap<string, Problem> } {
  const failed = previews.filter((each) => problemsIn(each).length > 0);
  const plans = merges.flatMap((merge) => merge.plans);
  const unshown = unshownOfSeveral(
    previews.filter((each) => !failed.includes(each)),
    plans,
    applied,
  );
  const leftOut = new Map<string, Problem>();
  for (const each of failed) {
    const [problem] = problemsIn(each);
    if (problem) leftOut.set(each.affected.name, problem);
  }
  for (const each of unshown) leftOut.set(each.environment, problemOfUnshown(each, merges));
  keepBackTheOthers(leftOut, merges);
  const names = previews.map(({ affected }) => affected.name);
  if (names.length === 0 || names.some((name) => !leftOut.has(name))) return { leftOut };
  if (unshown.length > 0)
    return { refusal: { kind: "not-what-was-shown", ...shownByOf(namesOf(merges, names)), unshown } };
  return { refusal: { kind: "preview-failed", environments: failed.map(({ affected }) => affected.name) } };
}

/** What the record says of a run that was refused as a whole. Nothing was changed, and a person who declines has refused nothing. */
export function refusedByAll(
  affected: readonly AffectedEnvironment[],
  refusal: Refusal,
  ports: Pick<FlowPorts, "clock" | "signal">,
): readonly EnvironmentRun[] {
  if (refusal.kind === "declined") return [];
  if (ports.signal.aborted) return affected.map((each) => leftAlone(each, interrupted, ports));
  const message =
    refusal.kind === "preview-failed"
      ? `The previews of ${refusal.environments.join(", ")} failed, so nothing was started.`
      : "More would happen than was shown, so nothing was started.";
  const problem: Problem = { code: refusal.kind, kind: "refused", message, details: [] };
  return affected.map((each) => leftAlone(each, { kind: "refused", problem }, ports));
}

function keepBackTheOthers(leftOut: Map<string, Problem>, merges: readonly ShownMerge[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const { name, environments } of merges) {
      const bad = environments.find((each) => leftOut.has(each));
      if (bad === undefined) continue;
      for (const each of environments) {
        if (leftOut.has(each)) continue;
        leftOut.set(each, keptBack(each, bad, name));
        changed = true;
      }
    }
  }
}

function keptBack(environment: string, bad: string, merge: string): Problem {
  const message = `${environment} is not started, since ${bad} is not: ${merge} is of both, and starts in both or in none.`;
  return { code: "kept-back", kind: "refused", message, details: [] };
}

function problemOfUnshown({ environment, steps, manifests }: Unshown, merges: readonly ShownMerge[]): Problem {
  const [only, ...others] = namesOf(merges, [environment]);
  const by = only === undefined ? "no preview showed" : others.length === 0 ? `${only} did not show` : shownTogether;
  return {
    code: "not-what-was-shown",
    kind: "refused",
    message: `In ${environment} would happen what ${by}, so nothing was started. Open a change request that shows it: its preview counts for all of it.`,
    details: unshownDetails(steps, manifests),
  };
}

function shownByOf(names: readonly string[]): { readonly shownBy?: string } {
  return names.length === 0 ? {} : { shownBy: names.join(" and ") };
}

const shownTogether = "none of the merges that it waits for showed";

function namesOf(merges: readonly ShownMerge[], environments: readonly string[]): readonly string[] {
  return merges
    .filter(({ environments: each, plans }) => plans.length > 0 && each.some((name) => environments.includes(name)))
    .map(({ name }) => name);
}
