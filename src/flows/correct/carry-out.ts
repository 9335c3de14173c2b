import { type LayerRun, type Problem, runOfOutcome } from "../../change/index.ts";
import type { Work } from "../../engine/index.ts";
import { engineProgress } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { whyUnrecorded } from "../run/index.ts";
import { begunRecord, type CorrectionToMake, type LayerFacts, runRecord } from "./correction-records.ts";
import { onlyTargets, problemOfEngine, readyToUpdate } from "./ready-to-update.ts";

export type CarryOutPorts = Pick<
  FlowPorts,
  "engines" | "workspaces" | "source" | "history" | "clock" | "signal" | "onProgress" | "actor"
>;

export interface MadeCorrection {
  /** Absent where every target was updated. */
  readonly problem?: Problem;
  readonly unrecorded?: Problem;
}

/**
 * Updates the targets back, and nothing else. That it begins is recorded before, so that one that is cut off counts; how it ended is recorded
 * after it, also where nothing was changed.
 *
 * The cloud is read into the state first, for the targets alone. What is planned on that state is held to what was compared, and carried out on
 * that same state without reading the cloud again: what was shown as an update cannot have become a replacement by then.
 *
 * @throws {RecordNotWritten} before anything was changed
 */
export async function carryOut(correction: CorrectionToMake, ports: CarryOutPorts): Promise<MadeCorrection> {
  const { environment, commit, desired } = correction;
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
      const end = async (layerAt: (facts: LayerFacts) => LayerRun, problem: Problem | undefined) => {
        const record = runRecord(correction, { corrects: begun.id, layerAt, startedAt }, ports);
        const unrecorded = await whyUnrecorded(record, ports.history);
        return { ...(problem && { problem }), ...(unrecorded && { unrecorded }) };
      };
      const ready = await readyToUpdate(correction, { work, engine });
      if ("problem" in ready)
        return await end(
          ({ at }) => ({ layer: "infrastructure", at, kind: "refused", problem: ready.recorded }),
          ready.problem,
        );
      const outcome = await engine.up(shown, { ...onlyTargets(correction), ...ready });
      const problem = outcome.result === "succeeded" ? undefined : problemOfEngine(outcome);
      const made = await end((facts) => runOfOutcome(outcome, facts), problem);
      const message = problem ? problem.message : "corrected";
      ports.onProgress({ kind: "finished", environment, activity: "correct", message, good: !problem });
      return made;
    },
    () => workspace.dispose(),
  );
}
