import type { AffectedEnvironment, AffectedSet } from "./affected.ts";
import type { PlanDigest } from "./digest.ts";
import type { InstanceIds } from "./instance-ids.ts";
import type { Layer } from "./layer.ts";
import type { CutOffRun } from "./lease.ts";
import type { MachineRun } from "./machines.ts";
import type { Outcome } from "./plan.ts";
import type { EnvironmentPreview, Uncommitted } from "./preview.ts";
import type { Problem } from "./problem.ts";
import { type EnvironmentHealth, type Hold, type PromotionOutcome, promotionEnd } from "./promotion.ts";
import type { ShownStep } from "./shown-step.ts";
import type { StateLookedAt } from "./state-looked-at.ts";
import type { ChangeCounts } from "./summary.ts";
import type { UnshownStep } from "./unshown.ts";

/** What was done to a layer. */
export interface LayerWork {
  /** What was carried out, and nothing that failed. */
  readonly steps: readonly ShownStep[];
  /** Over the same. */
  readonly counts: ChangeCounts;
  /** Of the plan that it was bound to; absent for verbs without a plan. */
  readonly planDigest?: PlanDigest;
  /** The program asked nothing but Git and the state of its own stack: it plans nothing else until one of them changes. */
  readonly repeatable?: true;
  /** How each machine came out of it, of a layer that playbooks carry out. */
  readonly machines?: readonly MachineRun[];
  /** The instances that playbooks were applied to, as far as these are known, of a layer that playbooks carry out to its end. */
  readonly instances?: InstanceIds;
  /** How the engine's operation ended, of a layer that an engine carries out. */
  readonly outcome?: Outcome;
  /** The commit that the layer stands at now, where that was seen and not only asked for. */
  readonly revision?: string;
  readonly milliseconds: number;
}

/** How one layer of an environment came out of a run. */
export type LayerRun = {
  readonly layer: Layer;
  /** When it ended, in ISO 8601. */
  readonly at: string;
} & (
  | ({ readonly kind: "applied" } & LayerWork)
  /** It was looked at, and nothing had to be done. */
  | ({ readonly kind: "unchanged" } & LayerWork)
  /** Handed to the agent that applies it. Whether that has, was not awaited. */
  | ({ readonly kind: "published" } & LayerWork)
  /** Handed to the agent, which did not get there in time; `problem` holds its own words. */
  | ({ readonly kind: "not-converged"; readonly problem: Problem } & LayerWork)
  /** It was started, and ended badly: `problem` says how, and some of it may be done. */
  | ({ readonly kind: "failed" | "cancelled"; readonly problem: Problem } & LayerWork)
  /** It could not be started. Nothing was changed. */
  | { readonly kind: "refused"; readonly problem: Problem }
  /** Left alone: what it stands on did not succeed, or the run was interrupted. */
  | { readonly kind: "not-started"; readonly because: string }
  /** The environment has nothing of it. */
  | { readonly kind: "skipped" }
  /** It is left out, since nothing here can carry it out. Nothing was changed, and nothing is recorded. */
  | { readonly kind: "not-handled"; readonly because?: string }
);

/** What a run did to one environment. */
export interface EnvironmentRun {
  readonly affected: AffectedEnvironment;
  /** In the order they are built. Empty for a folder that left Git: `up` destroys nothing. */
  readonly layers: readonly LayerRun[];
  /** Why it was left alone, where others come before it. Each of its layers is then `not-started`. */
  readonly held?: Hold;
  readonly milliseconds: number;
}

/** What can be said of an environment in one word: the loudest kind of its layers. */
export type RunKind = LayerRun["kind"] | "removed";

const loudestFirst: readonly LayerRun["kind"][] = [
  "failed",
  "cancelled",
  "refused",
  "not-converged",
  "not-started",
  "not-handled",
  "applied",
  "published",
  "unchanged",
  "skipped",
];

export function runKind({ affected, layers }: EnvironmentRun): RunKind {
  if (affected.folder === "removed") return "removed";
  return loudestFirst.find((kind) => layers.some((layer) => layer.kind === kind)) ?? "skipped";
}

/** What can be said of all environments in one word: the loudest kind of one of them. */
export function loudestRunKind(runs: readonly EnvironmentRun[]): RunKind {
  const kinds = new Set(runs.map(runKind));
  return loudestFirst.find((kind) => kinds.has(kind)) ?? (kinds.has("removed") ? "removed" : "skipped");
}

/** Whether what depends on the layer may go on: an agent that is late does not keep anything else from starting. */
export function isGoodEnd({ kind }: LayerRun): boolean {
  return !["failed", "cancelled", "refused", "not-started"].includes(kind);
}

export function layerRunOf({ layers }: Pick<EnvironmentRun, "layers">, layer: Layer): LayerRun | undefined {
  return layers.find((each) => each.layer === layer);
}

/** What would happen to one environment and was not shown. */
export interface Unshown {
  readonly environment: string;
  readonly steps: readonly UnshownStep[];
  /** Files that the sync agent would build otherwise than was shown. */
  readonly manifests: readonly string[];
}

/** Why a run was refused before its first operation. */
export type Refusal =
  | {
      readonly kind: "not-what-was-shown";
      /** Absent where nothing was shown. */
      readonly shownBy?: string;
      readonly expected?: PlanDigest;
      readonly found?: PlanDigest;
      readonly unshown: readonly Unshown[];
    }
  | { readonly kind: "preview-failed"; readonly environments: readonly string[] }
  /** It could not be shown that people approved it. */
  | {
      readonly kind: "not-reviewed";
      /** Stable, for programs. */
      readonly code: string;
      readonly because: string;
      /** The way out, as a sentence. */
      readonly remedy: string;
    }
  | { readonly kind: "declined" };

/** What a run did, over all its environments. */
export interface ChangeRun {
  readonly verb: "up" | "refresh" | "destroy";
  readonly commit: string;
  readonly affected: AffectedSet;
  /** What was planned right before; empty for verbs without a plan. */
  readonly previews: readonly EnvironmentPreview[];
  readonly refusal?: Refusal;
  /** Empty when refused. */
  readonly environments: readonly EnvironmentRun[];
  /** Of the environments that were looked at because others follow them, or that this run brought up in a stage. */
  readonly health?: readonly EnvironmentHealth[];
  /** Where the stacks are kept that it was compared with. */
  readonly states: readonly StateLookedAt[];
  readonly uncommitted: Uncommitted;
  /** Why it is not on record, so that the next run does not know of it. Absent where it is, or nothing was started. */
  readonly unrecorded?: Problem;
  /** Why it did not hold the leases of its environments until its end. Nothing was started after that. */
  readonly leaseLost?: Problem;
  /** Runs before this one that were cut off in its environments. */
  readonly cutOff?: readonly CutOffRun[];
  readonly local: boolean;
  readonly milliseconds: number;
}

/** Whether everything that was started came to a good end and is on record, and no layer was left out. */
export function runSucceeded(run: ChangeRun): boolean {
  return endedWell(run) && !run.unrecorded && !run.leaseLost && !run.environments.some(hasUnhandled);
}

/** What the promotion file made of the run. */
export function promotionOf({
  environments,
  health = [],
}: Pick<ChangeRun, "environments" | "health">): PromotionOutcome {
  return { holds: environments.flatMap(({ held }) => (held ? [held] : [])), health };
}

/**
 * When a run has to go on that did all that was due: the first time at which a held environment may follow. `undefined` for every other
 * run, also for one in which something failed or stopped.
 */
export function waitingUntil(run: ChangeRun): string | undefined {
  const end = promotionEnd(promotionOf(run));
  const due = run.environments.filter(({ held }) => !held);
  const isGood = endedWell({ ...run, environments: due }) && !due.some(hasUnhandled);
  return end.kind === "waiting" && isGood && !run.unrecorded && !run.leaseLost ? end.until : undefined;
}

/** Whether everything that was due came to a good end, and layers were left out that are not handled yet. */
export function leftUnknown(run: ChangeRun): boolean {
  const due = run.environments.filter(({ held }) => !held);
  const isStopped = promotionEnd(promotionOf(run)).kind === "stopped";
  return !isStopped && endedWell({ ...run, environments: due }) && due.some(hasUnhandled);
}

function endedWell({ refusal, environments, health = [] }: ChangeRun): boolean {
  const layers = environments.flatMap((run) => run.layers);
  if (health.some((each) => each.health.kind !== "healthy")) return false;
  return !refusal && layers.every((layer) => isGoodEnd(layer) && layer.kind !== "not-converged");
}

function hasUnhandled({ layers }: EnvironmentRun): boolean {
  return layers.some(({ kind }) => kind === "not-handled");
}
