import { digestOf, type LayerRun, type PlanDigest } from "../../change/index.ts";
import type { CorrectionTarget } from "../../correction/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import { type CorrectionsRecord, historyVersion, type RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { environmentRecord } from "../run/index.ts";
import { infrastructureOf } from "../selection/index.ts";

/** What is updated back, under the lease of its environment. */
export interface CorrectionToMake {
  readonly environment: string;
  readonly commit: string;
  readonly desired: DesiredState;
  /** At least one. */
  readonly targets: readonly CorrectionTarget[];
}

/** Of the steps that update the targets back, and of nothing else. */
export function plannedDigest({ targets }: CorrectionToMake): PlanDigest {
  return digestOf(targets.map(({ step }) => step));
}

/** That a correction begins, before anything is changed. */
export function begunRecord(
  { environment, commit, targets }: CorrectionToMake,
  { clock, actor }: Pick<FlowPorts, "clock" | "actor">,
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

/** What is known of a layer's run when it has ended. */
export interface LayerFacts {
  readonly at: string;
  readonly milliseconds: number;
  readonly planDigest: PlanDigest;
}

interface EndedCorrection {
  /** Id of the record that it was begun with. */
  readonly corrects: string;
  readonly layerAt: (facts: LayerFacts) => LayerRun;
  readonly startedAt: number;
}

/** How a correction that was begun has ended. */
export function runRecord(
  correction: CorrectionToMake,
  { corrects, layerAt, startedAt }: EndedCorrection,
  { clock, actor }: Pick<FlowPorts, "clock" | "actor">,
): RunRecord {
  const { environment, commit, targets } = correction;
  const now = clock.now();
  const at = now.toISOString();
  const milliseconds = now.getTime() - startedAt;
  const layer = layerAt({ at, milliseconds, planDigest: plannedDigest(correction) });
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
