import {
  type ChangeRun,
  type EnvironmentRun,
  isGoodEnd,
  type LayerRun,
  loudestRunKind,
  noChanges,
  runKind,
  waitsForTime,
} from "../../change/index.ts";
import { type EnvironmentRecord, historyVersion, type LayerRecord, type RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { whyUnrecorded } from "./why-unrecorded.ts";

/** What a run was held to, or was allowed without. */
export type RunCircumstances = Pick<RunRecord, "changeRequest" | "approvals" | "merges" | "unreviewed" | "queue">;

/**
 * Keeps what a run did, and gives the run, with the reason where that was not possible: what was done is done all the same. A run
 * that started nothing leaves no record, since nothing could have changed, unless the promotion has stopped. An environment that only
 * waits for its time is not on record: it has not failed, and is pending as before.
 */
export async function recordRun(
  run: ChangeRun,
  ports: Pick<FlowPorts, "history" | "clock" | "actor">,
  circumstances: RunCircumstances = {},
): Promise<ChangeRun> {
  const record = recordOfRun(run, ports, circumstances);
  if (!record) return run;
  const unrecorded = await whyUnrecorded(record, ports.history);
  return { ...run, ...(unrecorded && { unrecorded }) };
}

/** What {@link recordRun} keeps; `undefined` of a run that started nothing. */
export function recordOfRun(
  run: ChangeRun,
  { clock, actor }: Pick<FlowPorts, "clock" | "actor">,
  circumstances: RunCircumstances = {},
): RunRecord | undefined {
  const due = run.environments.filter(({ held }) => !held || !waitsForTime(held));
  const environments = due.map(environmentRecord).filter(({ layers }) => layers.length > 0);
  if (environments.length === 0) return undefined;
  const at = clock.now().toISOString();
  return {
    version: historyVersion,
    kind: run.verb,
    id: `${at}-${run.verb}-${run.commit.slice(0, 12)}`,
    at,
    commit: run.commit,
    by: actor,
    verdict: loudestRunKind(due),
    milliseconds: run.milliseconds,
    ...circumstances,
    environments,
  };
}

/** A layer that is not handled is never recorded: what is in no record has not been applied. */
export function environmentRecord(run: EnvironmentRun): EnvironmentRecord {
  const handled = runKind(run) === "removed" ? [] : run.layers.filter(({ kind }) => kind !== "not-handled");
  const bad = handled.find((layer) => !isGoodEnd(layer));
  // How an engine's operation failed stands with its layer.
  const problem = bad && !("counts" in bad) ? problemText(bad) : undefined;
  return {
    environment: run.affected.name,
    result: bad ? resultOf(bad, handled) : "succeeded",
    layers: handled.map(layerRecord),
    ...(problem !== undefined && { problem }),
    milliseconds: run.milliseconds,
  };
}

function resultOf({ kind }: LayerRun, layers: readonly LayerRun[]): EnvironmentRecord["result"] {
  // Nothing of it was started, so that it stands as it stood before.
  if (kind === "refused" && layers.every((each) => ["refused", "not-started", "skipped"].includes(each.kind)))
    return "refused";
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
    ...("repeatable" in layer && layer.repeatable && { repeatable: layer.repeatable }),
    steps,
    counts,
    ...(problem !== undefined && { problem }),
    ...("instances" in layer && layer.instances && { instances: layer.instances }),
  };
}

function problemText(layer: LayerRun): string | undefined {
  if (layer.kind === "not-started") return layer.because;
  return "problem" in layer ? layer.problem.message : undefined;
}
