import pLimit from "p-limit";
import {
  type AffectedEnvironment,
  combinedDigest,
  countChanges,
  digestOf,
  type EnvironmentPreview,
  hasChanges,
  type Plan,
  type PlanDigest,
  type Problem,
  plannedText,
  problemOf,
  shownSteps,
} from "../change/index.ts";
import type { OperationOptions, StackConfig } from "../engine/index.ts";
import type { CommitTree } from "../git/index.ts";
import { engineProgress } from "../layer/terradiff/engine-progress.ts";
import type { DesiredStates } from "./desired-states.ts";
import type { FlowPorts, Workspace } from "./ports.ts";

type PreviewPorts = Pick<FlowPorts, "engines" | "signal" | "onProgress" | "parallel">;

/** Files of the commit that is looked at: as Git has them, and as the program finds them. */
export interface LookedAt {
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
  readonly workspace: Workspace;
  /** Told to every program beside its own configuration. */
  readonly config: StackConfig;
  readonly options?: OperationOptions;
  /**
   * Whether manifests that the sync agent or the cluster would refuse fail the preview. An `up` goes on: the agent isolates what
   * is wrong, and one typing error does not stop a whole environment.
   */
  readonly refuseManifests?: boolean;
}

/** Previews each environment on its own: one that fails says so and takes nothing from the others. Keeps the order. */
export async function previewEnvironments(
  affected: readonly AffectedEnvironment[],
  at: LookedAt,
  ports: PreviewPorts,
): Promise<readonly EnvironmentPreview[]> {
  const limit = pLimit(ports.parallel);
  return limit.map(affected, (each) => previewOne(each, at, ports));
}

async function previewOne(
  affected: AffectedEnvironment,
  at: LookedAt,
  ports: PreviewPorts,
): Promise<EnvironmentPreview> {
  const environment = affected.name;
  if (affected.folder === "removed") return { kind: "removed", affected };
  if (!affected.layers.includes("infrastructure"))
    return affected.layers.includes("cluster") ? manifestsOnly(affected, at) : { kind: "not-handled", affected };

  ports.onProgress({ kind: "started", environment, activity: "preview" });
  const problem = await refusedManifests(affected, at);
  const preview: EnvironmentPreview = problem
    ? { kind: "failed", affected, problem }
    : await planOne(affected, at, ports);
  ports.onProgress({ kind: "finished", environment, activity: "preview", ...summaryOf(preview) });
  return preview;
}

async function refusedManifests({ name }: AffectedEnvironment, at: LookedAt): Promise<Problem | undefined> {
  try {
    return at.refuseManifests ? await at.desired.manifestProblemOf(name) : undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

async function manifestsOnly(affected: AffectedEnvironment, at: LookedAt): Promise<EnvironmentPreview> {
  const { desired } = at;
  const problem = await refusedManifests(affected, at);
  if (problem) return { kind: "failed", affected, problem };
  try {
    const manifests = await desired.manifestsOf(affected.name);
    if ("problem" in manifests) return { kind: "failed", affected, problem: manifests.problem };
    return { kind: "manifests-only", affected, manifests, digest: digestOf([], manifests) };
  } catch (thrown) {
    return { kind: "failed", affected, problem: problemOf(thrown) };
  }
}

async function planOne(affected: AffectedEnvironment, at: LookedAt, ports: PreviewPorts): Promise<EnvironmentPreview> {
  const failed = (problem: Problem): EnvironmentPreview => ({ kind: "failed", affected, problem });
  try {
    const environment = await at.desired.of(affected.name);
    if ("problem" in environment) return failed(environment.problem);
    const manifests = await at.desired.manifestsOf(affected.name);
    if ("problem" in manifests) return failed(manifests.problem);
    const plan = await ports.engines.engineFor(environment).preview(
      {
        stack: { project: ports.engines.project, stack: affected.name },
        program: { folder: at.workspace.folder },
        config: at.config,
        onEvent: engineProgress(affected.name, ports.onProgress),
        signal: ports.signal,
      },
      at.options,
    );
    if (plan.result !== "succeeded") return failed(planProblem(plan));
    const steps = shownSteps(plan);
    const counts = countChanges(plan.steps);
    return { kind: "planned", affected, plan, steps, manifests, digest: digestOf(steps, manifests), counts };
  } catch (thrown) {
    return failed(problemOf(thrown));
  }
}

function planProblem({ result, diagnostics }: Plan): Problem {
  const details = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
  return result === "cancelled"
    ? {
        code: "cancelled",
        kind: "unknown",
        message: "The preview was interrupted, so what would happen is not known.",
        details,
      }
    : {
        code: "preview-failed",
        kind: "unknown",
        message: details[0] ?? "The preview failed without saying why.",
        details: details.slice(1),
      };
}

function summaryOf(preview: EnvironmentPreview): { readonly message: string; readonly good: boolean } {
  if (preview.kind !== "planned")
    return { message: preview.kind === "failed" ? preview.problem.message : "", good: false };
  const message = hasChanges(preview.counts) ? plannedText(preview.counts) : "no changes";
  return { message, good: true };
}

/** Over all plans and manifests; `undefined` when one of them could not be made, since then nobody knows what would happen. */
export function digestOfAll(previews: readonly EnvironmentPreview[]): PlanDigest | undefined {
  if (previews.some(({ kind }) => kind === "failed")) return undefined;
  return combinedDigest(
    previews.flatMap((preview) =>
      "digest" in preview ? [{ environment: preview.affected.name, digest: preview.digest }] : [],
    ),
  );
}
