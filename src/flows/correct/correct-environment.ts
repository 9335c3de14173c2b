import { hasReasonFor, type Problem, problemOf } from "../../change/index.ts";
import {
  type CorrectedEnvironment,
  type CorrectionDecision,
  type CorrectionResult,
  type CorrectionSettings,
  decideCorrection,
} from "../../correction/index.ts";
import { mostCorrections } from "../../history/index.ts";
import { type ComparedInfrastructureNow, compareInfrastructure, type DriftPorts } from "../drift/index.ts";
import type { FlowPorts } from "../ports.ts";
import { type CarryOutPorts, carryOut } from "./carry-out.ts";
import { correctedBefore, readRemembered } from "./remembered.ts";

export type CorrectPorts = CarryOutPorts & DriftPorts & Pick<FlowPorts, "leases">;

export interface EnvironmentToCorrect {
  readonly environment: string;
  readonly settings: CorrectionSettings;
  /** Change nothing, and take no lease. */
  readonly dryRun: boolean;
}

/**
 * Compares an environment's infrastructure under its lease and updates back what was changed outside. Where anything says that it may not be,
 * nothing is done, and the result says why.
 *
 * @throws {GroundworkError} of leases, before anything is begun
 */
export async function correctEnvironment(
  wanted: EnvironmentToCorrect,
  ports: CorrectPorts,
): Promise<CorrectedEnvironment> {
  const { environment, dryRun } = wanted;
  if (dryRun) return await correctHeld(wanted, ports);
  const doing = `correct of ${environment}`;
  const { result, lost } = await ports.leases.during([environment], doing, async () => {
    // The run that held the lease before has added to it.
    ports.history.forget?.();
    return await correctHeld(wanted, ports);
  });
  return lost ? { ...result, problem: problemOf(lost) } : result;
}

async function correctHeld(
  { environment, settings, dryRun }: EnvironmentToCorrect,
  ports: CorrectPorts,
): Promise<CorrectedEnvironment> {
  const { mode, atMost } = settings;
  const common = { environment, mode } as const;
  const before = correctedBefore(await readRemembered(ports), environment);
  const compared = await compareInfrastructure(environment, ports);
  const problem = problemOfComparison(compared);
  if (problem) return { ...common, problem, results: [] };
  const { plan, drift, known } = compared;
  if (!plan || !drift || "problem" in known.desired) return { ...common, results: [] };
  const decision = decideCorrection({ differences: drift.differences, plan }, { atMost, before });
  if (dryRun) return { ...common, results: resultsOf(decision, { kind: "would-correct" }) };
  if (decision.targets.length === 0) return { ...common, results: resultsOf(decision, { kind: "corrected" }) };
  const { commit, desired } = known;
  try {
    const made = await carryOut({ environment, commit, desired, targets: decision.targets }, ports);
    const results = decision.targets.map(({ difference }): CorrectionResult => {
      if (made.problem) return { difference, end: { kind: "not-corrected", problem: made.problem } };
      const isLast = (before.get(difference.subject)?.times.length ?? 0) + 1 >= mostCorrections;
      return { difference, end: { kind: "corrected", ...(isLast && { pausesNow: true }) } };
    });
    const left = resultsOf({ targets: [], left: decision.left }, { kind: "corrected" });
    return { ...common, results: [...results, ...left], ...(made.unrecorded && { unrecorded: made.unrecorded }) };
  } catch (thrown) {
    return { ...common, results: resultsOf(decision, { kind: "not-corrected", problem: problemOf(thrown) }) };
  }
}

/** Why an environment is none that may be corrected now; `undefined` where it may be. */
export function problemOfComparison({ known, drift }: ComparedInfrastructureNow): Problem | undefined {
  const { desired, run, lost, pending, environment } = known;
  const unknown = (code: string, message: string, details: readonly string[] = []): Problem => ({
    code,
    kind: "unknown",
    message,
    details,
  });
  if ("problem" in desired) return desired.problem;
  if (lost.length > 0 || run?.lostSince.length)
    return unknown("records-lost", "records are lost, so that it is not known at which commit it stands", lost);
  const isPending = pending !== undefined && hasReasonFor(pending, "infrastructure");
  if (run?.verb !== "up" || run.result !== "succeeded" || isPending) {
    const message = `it does not stand at the commit, so that it is not corrected to it: bring it up with groundwork up --env ${environment}`;
    return { code: "not-at-commit", kind: "refused", message, details: [] };
  }
  if (drift?.verdict === "unknown") return unknown("not-compared", drift.detail, drift.problems);
  return undefined;
}

function resultsOf({ targets, left }: CorrectionDecision, end: CorrectionResult["end"]): readonly CorrectionResult[] {
  return [
    ...targets.map(({ difference }) => ({ difference, end })),
    ...left.map(({ difference, because }) => ({ difference, end: { kind: "left", because } as const })),
  ];
}
