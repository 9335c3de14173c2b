import {
  digestOf,
  errorsIn,
  type Outcome,
  type Plan,
  type Problem,
  runOfOutcome,
  shownSteps,
  withoutMadeUpNames,
} from "../../change/index.ts";
import type { CorrectionTarget } from "../../correction/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { SavedState, Work } from "../../engine/index.ts";
import { type CorrectionsRecord, historyVersion, type RunRecord } from "../../history/index.ts";
import { engineProgress } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { environmentRecord, whyUnrecorded } from "../run/index.ts";
import { infrastructureOf } from "../selection/index.ts";
import { ChangedMeanwhile } from "./errors.ts";

export type CarryOutPorts = Pick<
  FlowPorts,
  "engines" | "workspaces" | "source" | "history" | "clock" | "signal" | "onProgress" | "actor"
>;

/** What is updated back, under the lease of its environment. */
export interface CorrectionToMake {
  readonly environment: string;
  readonly commit: string;
  readonly desired: DesiredState;
  /** At least one. */
  readonly targets: readonly CorrectionTarget[];
}

export interface MadeCorrection {
  /** Absent where every target was updated. */
  readonly problem?: Problem;
  readonly unrecorded?: Problem;
}

/**
 * Updates the targets back, and nothing else. That it begins is recorded before, so that one that is cut off counts.
 *
 * The cloud is read into the state first, for the targets alone. What is planned on that state is held to what was compared, and carried out on
 * that same state without reading the cloud again: what was shown as an update cannot have become a replacement by then.
 *
 * @throws {RecordNotWritten} before anything was changed
 * @throws {ChangedMeanwhile} before anything but the state was changed
 */
export async function carryOut(correction: CorrectionToMake, ports: CarryOutPorts): Promise<MadeCorrection> {
  const { environment, commit, desired, targets } = correction;
  const startedAt = ports.clock.now().getTime();
  const begun = begunRecord(correction, ports);
  await ports.history.record(begun);
  ports.onProgress({ kind: "started", environment, activity: "correct" });
  const workspace = await ports.workspaces.at(commit);
  return await cleaningUp(
    async () => {
      const work: Work = {
        stack: { project: ports.engines.project, stack: environment },
        program: { folder: workspace.folder },
        config: await ports.source.config(),
        signal: ports.signal,
      };
      const shown = { ...work, onEvent: engineProgress(environment, ports.onProgress) };
      const engine = ports.engines.engineFor(desired);
      const only = { targets: targets.map(({ urn }) => urn) };
      const read = await engine.refresh(work, only);
      if (read.result !== "succeeded") return { problem: problemOfEngine(read) };
      let plannedOn: SavedState | undefined;
      const onSavedState = (state: SavedState) => void (plannedOn = state);
      const plan = withoutMadeUpNames(await engine.preview({ ...work, onSavedState }, only));
      if (plan.result !== "succeeded") return { problem: problemOfEngine(plan) };
      const wanted = digestOf(targets.map(({ step }) => step));
      if (digestOf(shownSteps(plan)) !== wanted) throw new ChangedMeanwhile({ environment });
      const outcome = await engine.up(shown, { ...only, ...(plannedOn !== undefined && { plannedOn }) });
      const unrecorded = await whyUnrecorded(runRecord(correction, begun.id, outcome, startedAt, ports), ports.history);
      const problem = outcome.result === "succeeded" ? undefined : problemOfEngine(outcome);
      const message = problem ? problem.message : "corrected";
      ports.onProgress({ kind: "finished", environment, activity: "correct", message, good: !problem });
      return { ...(problem && { problem }), ...(unrecorded && { unrecorded }) };
    },
    () => workspace.dispose(),
  );
}

function begunRecord(
  { environment, commit, targets }: CorrectionToMake,
  { clock, actor }: Pick<CarryOutPorts, "clock" | "actor">,
): CorrectionsRecord {
  const at = clock.now().toISOString();
  return {
    version: historyVersion,
    kind: "corrections",
    id: `${at}-corrections-${environment}-${commit.slice(0, 12)}`,
    at,
    commit,
    by: actor,
    environments: [{ environment, begun: targets.map(({ difference }) => difference), resumed: [] }],
  };
}

function runRecord(
  { environment, commit, targets }: CorrectionToMake,
  corrects: string,
  outcome: Outcome,
  startedAt: number,
  { clock, actor }: Pick<CarryOutPorts, "clock" | "actor">,
): RunRecord {
  const now = clock.now();
  const at = now.toISOString();
  const milliseconds = now.getTime() - startedAt;
  const planDigest = digestOf(targets.map(({ step }) => step));
  const layer = runOfOutcome(outcome, { at, milliseconds, planDigest });
  const run = { affected: infrastructureOf(environment), layers: [layer], milliseconds };
  const record = { ...environmentRecord(run), corrected: targets.map(({ difference }) => difference) };
  return {
    version: historyVersion,
    kind: "correct",
    id: `${at}-correct-${environment}-${commit.slice(0, 12)}`,
    at,
    commit,
    by: actor,
    verdict: layer.kind,
    milliseconds,
    corrects,
    environments: [record],
  };
}

function problemOfEngine({ result, diagnostics }: Pick<Plan, "result" | "diagnostics">): Problem {
  const details = errorsIn(diagnostics);
  if (result === "cancelled")
    return { code: "cancelled", kind: "failed", message: "It was interrupted, and the next run goes on.", details };
  const [message = "The engine failed without saying why.", ...more] = details;
  return { code: "correction-failed", kind: "failed", message, details: more };
}
