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
  problemOf,
  shownSteps,
} from "../change/index.ts";
import { type DesiredState, readDesiredState } from "../desired/index.ts";
import type { OperationOptions, StackConfig } from "../engine/index.ts";
import { formatIssue } from "../environment/index.ts";
import type { CommitTree } from "../git/index.ts";
import { engineProgress } from "./engine-progress.ts";
import type { FlowPorts, Workspace } from "./ports.ts";

type PreviewPorts = Pick<FlowPorts, "engines" | "signal" | "onProgress" | "parallel">;

/** Files of the commit that is looked at: as Git has them, and as the program finds them. */
export interface LookedAt {
  readonly tree: CommitTree;
  readonly workspace: Workspace;
  /** Told to every program beside its own configuration. */
  readonly config: StackConfig;
  readonly options?: OperationOptions;
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
    return { kind: affected.layers.includes("cluster") ? "manifests-only" : "not-handled", affected };

  ports.onProgress({ kind: "started", environment, activity: "preview" });
  const preview = await planOne(affected, at, ports);
  ports.onProgress({ kind: "finished", environment, activity: "preview", ...summaryOf(preview) });
  return preview;
}

async function planOne(affected: AffectedEnvironment, at: LookedAt, ports: PreviewPorts): Promise<EnvironmentPreview> {
  const failed = (problem: Problem): EnvironmentPreview => ({ kind: "failed", affected, problem });
  try {
    const environment = await readValid(affected.name, at.tree);
    if ("problem" in environment) return failed(environment.problem);
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
    return { kind: "planned", affected, plan, steps, digest: digestOf(steps), counts: countChanges(plan.steps) };
  } catch (thrown) {
    return failed(problemOf(thrown));
  }
}

/** What the environment is to be, or all that is wrong with its declaration. */
export async function readValid(name: string, tree: CommitTree): Promise<DesiredState | { readonly problem: Problem }> {
  const reading = await readDesiredState(tree, name);
  if (reading.ok) return reading.value;
  const details = reading.issues.filter(({ severity }) => severity === "error").map(formatIssue);
  const count = `${details.length} issue${details.length === 1 ? "" : "s"}`;
  const message = `its declaration has ${count}. See all with: groundwork env validate ${name}`;
  return { problem: { code: "invalid-environment", kind: "invalid", message, details } };
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
  const { create, update, replace, delete: deletes } = preview.counts;
  const message = hasChanges(preview.counts)
    ? `${create} to create, ${update} to update, ${replace} to replace, ${deletes} to delete`
    : "no changes";
  return { message, good: true };
}

/** Over all plans; `undefined` when one of them could not be made, since then nobody knows what would happen. */
export function digestOfAll(previews: readonly EnvironmentPreview[]): PlanDigest | undefined {
  if (previews.some(({ kind }) => kind === "failed")) return undefined;
  return combinedDigest(
    previews.flatMap((preview) =>
      preview.kind === "planned" ? [{ environment: preview.affected.name, digest: preview.digest }] : [],
    ),
  );
}
