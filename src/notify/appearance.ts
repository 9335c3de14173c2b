import { createHash } from "node:crypto";
import type { Difference, DriftCauseKind } from "../drift/index.ts";
import type { Appearance, MatterState } from "../history/index.ts";

const changesByLoudness = ["missing", "surplus", "changed"] as const;
const causesByLoudness = ["changed-outside", "unexplained", "not-applied", "noise"] as const;

/** How the differences of one subject in one environment appear together. */
export function appearanceOf(
  differences: readonly (Difference & { readonly consequences: readonly string[] })[],
): Appearance {
  return together(
    differences.map(({ change, paths, cause, consequences: { length } }) => {
      const by = cause.kind === "changed-outside" ? cause.by : undefined;
      return { change, paths, causes: [cause.kind], ...(by && { by }), ...(length > 0 && { consequences: length }) };
    }),
  );
}

/** Appearances of one matter in several environments as one. */
export function together(appearances: readonly Appearance[]): Appearance {
  const changes = appearances.map(({ change }) => change);
  const causes = new Set<DriftCauseKind>(appearances.flatMap((each) => each.causes));
  const by = appearances
    .flatMap((each) => each.by ?? [])
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1);
  const consequences = appearances.reduce((sum, each) => sum + (each.consequences ?? 0), 0);
  return {
    change: changesByLoudness.find((each) => changes.includes(each)) ?? "changed",
    paths: [...new Set(appearances.flatMap(({ paths }) => paths))].toSorted(),
    causes: causesByLoudness.filter((each) => causes.has(each)),
    ...(by && { by }),
    ...(consequences > 0 && { consequences }),
  };
}

/** Names an appearance. The time at which it was brought about is no part of it: a log may get more exact. */
export function nameOfAppearance({ change, paths, causes, by, consequences = 0 }: Appearance): string {
  const parts = [change, paths, causes, by?.actor ?? null, consequences];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** The state with how its difference is seen now; the same object where nothing changed. */
export function appearingAs(state: MatterState, now: Appearance | undefined, at: string): MatterState {
  const { appearance: before } = state;
  if (!now || (before && nameOfAppearance(before) === nameOfAppearance(now))) return state;
  return { ...state, appearance: now, ...(before && { appearedSince: at }) };
}
