import {
  differingPaths,
  isAtOrBelow,
  type Plan,
  type PlannedStep,
  type ShownStep,
  shownSteps,
} from "../change/index.ts";
import type { Difference, DriftCause } from "./drift.ts";
import { subjectOfUrn } from "./unknown-in-infrastructure.ts";

/** A preview with the cloud refreshed, and what is known of the commit that it was made at. */
export interface ComparedInfrastructure {
  readonly environment: string;
  readonly plan: Pick<Plan, "steps">;
  /** The commit declares the environment otherwise than its last run, or no run has brought it up. */
  readonly isPending: boolean;
  /** The preview failed: a resource without a step of its own was not compared, and what the program did not get to is not surplus. */
  readonly isPartial?: boolean;
}

/** A difference of a resource, and the cloud's id of it, by which an audit log knows it. */
export interface ResourceDifference extends Difference {
  readonly urn: string;
  /** Nothing of it was changed itself: it would change because something else was. */
  readonly isDerived?: true;
  readonly id?: string;
}

/**
 * What a preview would change, each with its cause.
 *
 * A preview with the cloud refreshed says two things: where the cloud differs from the state, and what bringing the program up would
 * change. A property in which the cloud differs from the state was changed outside. Any other one differs because the commit
 * is not applied yet, follows from what was changed outside, or is not explained. Where the cloud differs and nothing would
 * change, it is noise.
 */
export function infrastructureDifferences(compared: ComparedInfrastructure): readonly ResourceDifference[] {
  const { plan } = compared;
  const { isPartial = false } = compared;
  const found = new Map(
    plan.steps
      .filter(({ op, failed }) => op === "refresh" && !failed)
      .map((step) => [step.urn, whatRefreshFound(step)]),
  );
  const shown = shownSteps(plan).filter(({ op }) => !isPartial || op !== "delete");
  const replaced = new Set(shown.filter(({ op }) => op === "replace").map(({ urn }) => urn));
  // Both halves of a replacement say the same as the whole of it.
  const changes = shown.filter(({ urn, op }) => op === "replace" || !replaced.has(urn));
  const isChangedOutside = changes.some(({ urn }) => isOutside(found.get(urn)));
  const ids = new Map(plan.steps.flatMap(({ urn, id }) => (id === undefined ? [] : [[urn, id] as const])));
  const rest: DriftCause = compared.isPending
    ? { kind: "not-applied" }
    : isChangedOutside
      ? { kind: "changed-outside" }
      : { kind: "unexplained" };
  const changed = changes.flatMap((step) => differencesOf(step, found.get(step.urn), rest, compared.environment));
  const touched = new Set(changes.map(({ urn }) => urn));
  const planned = new Set(plan.steps.flatMap(({ op, urn }) => (op === "refresh" ? [] : [urn])));
  const noise = [...found].flatMap(([urn, refresh]): readonly Found[] => {
    if (touched.has(urn) || !(isOutside(refresh) || refresh.otherOutputs)) return [];
    const subject = subjectOf(urn, compared.environment);
    const { paths, gone } = refresh;
    // Nothing says that bringing it up would leave it as it is.
    if (isPartial && !planned.has(urn) && isOutside(refresh))
      return [{ ...subject, change: gone ? "missing" : "changed", paths, cause: { kind: "changed-outside" }, urn }];
    return [{ ...subject, change: "changed", paths, cause: { kind: "noise" }, urn }];
  });
  return [...changed, ...noise].map((difference) => {
    const { urn, cause } = difference;
    const id = ids.get(urn);
    const isDerived = cause.kind === "changed-outside" && !isOutside(found.get(urn));
    return { ...difference, ...(isDerived && { isDerived: true as const }), ...(id !== undefined && { id }) };
  });
}

interface Refreshed {
  /** It is not in the cloud any more. */
  readonly gone: boolean;
  readonly paths: readonly string[];
  readonly otherOutputs: boolean;
}

function whatRefreshFound(step: PlannedStep): Refreshed {
  const gone = step.oldInputs !== undefined && step.newInputs === undefined;
  const paths = gone ? [] : Object.keys(differingPaths(step)).toSorted();
  return { gone, paths, otherOutputs: step.otherOutputs === true };
}

const isOutside = (refresh: Refreshed | undefined): boolean =>
  refresh !== undefined && (refresh.gone || refresh.paths.length > 0);

type Found = Difference & { readonly urn: string };

function differencesOf(
  { urn, op, paths }: ShownStep,
  refresh: Refreshed | undefined,
  rest: DriftCause,
  environment: string,
): readonly Found[] {
  const base = { ...subjectOf(urn, environment), urn };
  const outside: DriftCause = { kind: "changed-outside" };
  if (refresh?.gone) return [{ ...base, change: "missing", paths: [], cause: outside }];
  if (op === "delete" || op === "delete-replaced")
    return [{ ...base, change: "surplus", paths: [], cause: isOutside(refresh) && !isPending(rest) ? outside : rest }];
  if (op !== "update" && op !== "replace") return [{ ...base, change: "missing", paths: [], cause: rest }];
  const all = Object.keys(paths).toSorted();
  const byOthers = all.filter((path) => refresh?.paths.some((other) => overlaps(path, other)));
  const left = all.filter((path) => !byOthers.includes(path));
  const parts: Found[] = [];
  if (byOthers.length > 0) parts.push({ ...base, change: "changed", paths: byOthers, cause: outside });
  if (left.length > 0 || byOthers.length === 0)
    parts.push({
      ...base,
      change: "changed",
      paths: left,
      cause: isOutside(refresh) && !isPending(rest) ? outside : rest,
    });
  return parts;
}

const isPending = ({ kind }: DriftCause): boolean => kind === "not-applied";

const overlaps = (one: string, other: string): boolean => isAtOrBelow(one, other) || isAtOrBelow(other, one);

function subjectOf(urn: string, environment: string): Pick<Difference, "environment" | "layer" | "subject"> {
  return { environment, layer: "infrastructure", subject: subjectOfUrn(urn) };
}
