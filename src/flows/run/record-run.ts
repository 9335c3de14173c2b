import {
  type ChangeRun,
  type EnvironmentRun,
  isGoodEnd,
  type LayerRun,
  loudestRunKind,
  noChanges,
  runKind,
} from "../../change/index.ts";
import { type EnvironmentRecord, historyVersion, type LayerRecord, type RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { whyUnrecorded } from "./why-unrecorded.ts";

/** What a run was held to, or was allowed without. */
export type RunCircumstances = Pick<RunRecord, "changeRequest" | "approvals" | "merges" | "unreviewed">;

/**
 * Keeps what a run did, and gives the run, with the reason where that was not possible: what was done is done all the same. A run
 * that started nothing leaves no record, since nothing could have changed.
 */
export async function recordRun(
  run: ChangeRun,
  { history, clock, actor }: Pick<FlowPorts, "history" | "clock" | "actor">,
  circumstances: RunCircumstances = {},
): Promise<ChangeRun> {
  const environments = run.environments.map(recordOf).filter(({ layers }) => layers.length > 0);
  if (environments.length === 0) return run;
  const at = clock.now().toISOString();
  const record: RunRecord = {
    version: historyVersion,
    kind: run.verb,
    id: `${at}-${run.verb}-${run.commit.slice(0, 12)}`,
    at,
    commit: run.commit,
    by: actor,
    verdict: loudestRunKind(run.environments),
    milliseconds: run.milliseconds,
    ...circumstances,
    environments,
  };
  const unrecorded = await whyUnrecorded(record, history);
  return { ...run, ...(unrecorded && { unrecorded }) };
}

/** A layer that is not handled is never recorded: what is in no record has not been applied. */
function recordOf(run: EnvironmentRun): EnvironmentRecord {
  const handled = runKind(run) === "removed" ? [] : run.layers.filter(({ kind }) => kind !== "not-handled");
  const bad = handled.find((layer) => !isGoodEnd(layer));
  // How an engine's operation failed stands with its layer.
  const problem = bad && !("counts" in bad) ? problemText(bad) : undefined;
  return {
    environment: run.affected.name,
    result: bad ? resultOf(bad) : "succeeded",
    layers: handled.map(layerRecord),
    ...(problem !== undefined && { problem }),
    milliseconds: run.milliseconds,
  };
}

function resultOf({ kind }: LayerRun): EnvironmentRecord["result"] {
  return kind === "cancelled" || kind === "not-started" ? kind : "failed";
}

function layerRecord(layer: LayerRun): LayerRecord {
  const { steps, counts, planDigest } =
    "counts" in layer ? layer : { steps: [], counts: noChanges, planDigest: undefined };
  const problem = problemText(layer);
  return {
    layer: layer.layer,
    kind: layer.kind,
    at: layer.at,
    ...(planDigest && { planDigest }),
    steps,
    counts,
    ...(problem !== undefined && { problem }),
  };
}

function problemText(layer: LayerRun): string | undefined {
  if (layer.kind === "not-started") return layer.because;
  return "problem" in layer ? layer.problem.message : undefined;
}
