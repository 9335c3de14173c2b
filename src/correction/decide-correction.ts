import {
  type CorrectedDifference,
  differingPaths,
  type Plan,
  type PlannedStep,
  type ShownStep,
  shownSteps,
} from "../change/index.ts";
import { counts, type Difference, fingerprintOf, subjectOfUrn } from "../drift/index.ts";

/** An environment's infrastructure, compared with the cloud as it is now. */
export interface ComparedForCorrection {
  /** What differs, with what is accepted. */
  readonly differences: readonly Difference[];
  /** The preview with the cloud refreshed that they were found in. */
  readonly plan: Pick<Plan, "steps">;
}

/** What is known of a resource from corrections before. */
export interface CorrectedBefore {
  /** Two are fighting over it. */
  readonly isPaused: boolean;
  /** Its last correction was begun and not carried out: the state may say already what stands in the cloud. */
  readonly isUnfinished: boolean;
}

export interface CorrectionLimits {
  /** Resources at most. Where more are to be corrected, none is. */
  readonly atMost: number;
  /** Of earlier corrections, by subject. */
  readonly before: ReadonlyMap<string, CorrectedBefore>;
}

/** One resource that is updated back. */
export interface CorrectionTarget {
  readonly urn: string;
  readonly difference: CorrectedDifference;
  /** What the comparison showed would be done to it: nothing else may be done. */
  readonly step: ShownStep;
}

/** Why something is left as it is. */
export type WhyLeft =
  | "not-applied"
  | "unexplained"
  | "would-create"
  | "would-delete"
  | "would-replace"
  | "accepted-in-part"
  | "follows"
  | "unclear"
  | "value-unknown"
  | "paused"
  | "too-many"
  /** Of a proposal: no field of the environment's own file or of its profiles has the value, or several have it. */
  | "no-field"
  | "several-fields"
  /** Of a proposal: declaring it would change something else as well. */
  | "changes-more"
  /** Of a proposal: a person has closed its change request. */
  | "declined";

export interface LeftDifference {
  readonly difference: CorrectedDifference;
  readonly because: WhyLeft;
}

export interface CorrectionDecision {
  /** Empty: nothing is done. Every one is an update. */
  readonly targets: readonly CorrectionTarget[];
  readonly left: readonly LeftDifference[];
}

/**
 * Which differences are updated back, and why each other one is left. Never more resources than `atMost`, and of each nothing but one
 * update of what was changed outside: what creates, replaces or deletes is a person's to do.
 */
export function decideCorrection(compared: ComparedForCorrection, limits: CorrectionLimits): CorrectionDecision {
  const bySubject = new Map<string, Difference[]>();
  for (const each of compared.differences) bySubject.set(each.subject, [...(bySubject.get(each.subject) ?? []), each]);
  const decided = [...bySubject.values()].map((differences) => decideOne(differences, compared.plan, limits));
  const targets = decided.flatMap(({ target }) => target ?? []);
  const left = decided.flatMap((each) => each.left);
  if (targets.length <= limits.atMost) return { targets, left };
  const tooMany = targets.map(({ difference }) => ({ difference, because: "too-many" as const }));
  return { targets: [], left: [...left, ...tooMany] };
}

interface DecidedOne {
  readonly target?: CorrectionTarget;
  readonly left: readonly LeftDifference[];
}

/** @param all differences of one subject */
function decideOne(all: readonly Difference[], plan: Pick<Plan, "steps">, limits: CorrectionLimits): DecidedOne {
  const counting = all.filter(counts);
  const [first] = counting;
  if (!first) return { left: [] };
  const leave = (because: WhyLeft): DecidedOne => ({
    left: counting.map((each) => ({ difference: correctedOf([each]), because })),
  });
  const before = limits.before.get(first.subject);
  const mayBe = (cause: Difference["cause"]["kind"]) =>
    cause === "changed-outside" || (cause === "unexplained" && before?.isUnfinished === true);
  const other = counting.find(({ cause }) => !mayBe(cause.kind));
  if (other) return leave(other.cause.kind === "not-applied" ? "not-applied" : "unexplained");
  if (counting.some(({ change }) => change === "missing")) return leave("would-create");
  if (counting.some(({ change }) => change === "surplus")) return leave("would-delete");
  if (counting.length < all.length) return leave("accepted-in-part");
  const steps = shownSteps(plan).filter(({ urn }) => subjectOfUrn(urn) === first.subject);
  // A change that no step undoes is one that the program says nothing of.
  const [step] = steps;
  if (!step) return leave("unclear");
  if (steps.some(({ op }) => op !== "update")) return leave("would-replace");
  if (steps.length > 1 || first.layer !== "infrastructure") return leave("unclear");
  const paths = Object.keys(step.paths);
  const named = new Set(counting.flatMap((each) => each.paths));
  if (paths.length === 0 || paths.some((path) => !named.has(path))) return leave("unclear");
  if (Object.values(step.paths).includes("unknown")) return leave("value-unknown");
  if (before?.isUnfinished !== true && !wasChangedItself(step.urn, plan.steps)) return leave("follows");
  if (before?.isPaused) return leave("paused");
  return { target: { urn: step.urn, difference: correctedOf(counting), step }, left: [] };
}

/** What only follows from another resource's change has nothing that is to be undone. */
function wasChangedItself(urn: string, steps: readonly PlannedStep[]): boolean {
  return steps.some(
    (step) => step.urn === urn && step.op === "refresh" && Object.keys(differingPaths(step)).length > 0,
  );
}

/** @param differences of one resource, at least one */
function correctedOf(differences: readonly Difference[]): CorrectedDifference {
  const [first] = differences;
  if (!first) throw new Error("A correction is of at least one difference.");
  const by = differences.flatMap(({ cause }) => (cause.kind === "changed-outside" && cause.by ? [cause.by] : []))[0];
  return {
    layer: first.layer,
    subject: first.subject,
    paths: [...new Set(differences.flatMap(({ paths }) => paths))].toSorted(),
    fingerprint: fingerprintOf(first),
    ...(by && { by: { actor: by.actor, at: by.at } }),
  };
}
