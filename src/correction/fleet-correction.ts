import type { CorrectedDifference, Problem } from "../change/index.ts";
import type { WhyLeft } from "./decide-correction.ts";
import type { CorrectionMode } from "./settings.ts";

/** What became of one difference. */
export type CorrectionEnd =
  /** It was updated back. `pausesNow`: it was the last time; the next one needs a person. */
  | { readonly kind: "corrected"; readonly pausesNow?: true }
  /** It would be, and this run changes nothing. */
  | { readonly kind: "would-correct" }
  /** A change request declares it; or would, in a run that changes nothing. */
  | { readonly kind: "proposed" | "would-propose"; readonly fields: readonly string[] }
  | { readonly kind: "left"; readonly because: WhyLeft | "by-agent" | "by-machines" }
  /** Nothing was done to it, or not all of it. */
  | { readonly kind: "not-corrected"; readonly problem: Problem };

export interface CorrectionResult {
  readonly difference: CorrectedDifference;
  readonly end: CorrectionEnd;
}

/** An issue of the forge. */
export interface TrackedProposalIssue {
  readonly number: number;
  readonly url: string;
}

/** What became of the drift of one environment. */
export interface CorrectedEnvironment {
  readonly environment: string;
  readonly mode: CorrectionMode;
  /** Why nothing could be decided or done. */
  readonly problem?: Problem;
  /** Empty where nothing differs that counts. */
  readonly results: readonly CorrectionResult[];
  /** Where what is proposed is to be reviewed. */
  readonly proposal?: { readonly branch: string; readonly commit: string; readonly url?: string };
  /** What was proposed before and is closed now, since nothing of it differs any more. Without an address where no change request was open. */
  readonly withdrawn?: { readonly branch: string; readonly url?: string };
  /** Why what was proposed before, and differs no longer, may be open still. */
  readonly notWithdrawn?: Problem;
  /** The issue about what cannot be declared. */
  readonly issue?: TrackedProposalIssue;
  /** Why what was done is not on record: the next run finds a correction that was not carried out. */
  readonly unrecorded?: Problem;
}

/** What became of drift, as the file of corrections says. */
export interface FleetCorrection {
  readonly commit: string;
  /** In ISO 8601. */
  readonly at: string;
  readonly local: boolean;
  /** Nothing was changed, opened or recorded. */
  readonly dryRun: boolean;
  readonly environments: readonly CorrectedEnvironment[];
}

/**
 * `unknown` before `failed` before `left` before `done`. `left`: something differs, or an environment may not be corrected now, and a person
 * has to see to it.
 */
export function correctionVerdict({
  environments,
}: Pick<FleetCorrection, "environments">): "unknown" | "failed" | "left" | "done" {
  const verdicts = environments.map(verdictOf);
  return (["unknown", "failed", "left"] as const).find((each) => verdicts.includes(each)) ?? "done";
}

function verdictOf({
  problem,
  unrecorded,
  notWithdrawn,
  results,
}: CorrectedEnvironment): "unknown" | "failed" | "left" | "done" {
  const failures = [
    ...(unrecorded ? [unrecorded] : []),
    ...(notWithdrawn ? [notWithdrawn] : []),
    ...results.flatMap(({ end }) => (end.kind === "not-corrected" ? [end.problem] : [])),
  ];
  if ([...failures, ...(problem ? [problem] : [])].some(({ kind }) => kind === "unknown")) return "unknown";
  if (failures.length > 0 || (problem && problem.kind !== "refused")) return "failed";
  const isLeft = results.some(({ end }) => end.kind !== "corrected" && end.kind !== "proposed");
  return problem || isLeft ? "left" : "done";
}
