import pLimit from "p-limit";
import {
  type AffectedEnvironment,
  type EnvironmentStatus,
  type FleetStatus,
  hasChanges,
  type Layer,
  type LayerStatus,
  problemOf,
  resourceNameOf,
  unhandledLayers,
  type Verdict,
  worstVerdict,
} from "../change/index.ts";
import type { SyncStatus } from "../cluster/index.ts";
import type { DesiredState } from "../desired/index.ts";
import { pendingCreationsIn } from "../engine/index.ts";
import { DeclarationIndex } from "../environment/index.ts";
import type { CommitId, CommitTree } from "../git/index.ts";
import type { LastRun } from "../history/index.ts";
import { whatIsMissing } from "../layer/sync-agent/await-converged.ts";
import { cleaningUp, counted } from "../lib/index.ts";
import { declaredLayers } from "./affected/index.ts";
import { type DesiredStates, desiredStates } from "./desired-states.ts";
import { pendingEnvironments } from "./pending.ts";
import type { FlowPorts } from "./ports.ts";
import { type LookedAt, previewEnvironments } from "./preview-environments.ts";
import { infrastructureOf, requireKnown } from "./select-environments.ts";
import { standingStacks } from "./standing-stacks.ts";

export interface StatusRequest {
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Ask the cloud too (terradiff): a preview that reads every managed resource first. Slower, and the only proof. */
  readonly refresh: boolean;
}

export type StatusPorts = Pick<
  FlowPorts,
  | "git"
  | "programs"
  | "engines"
  | "workspaces"
  | "source"
  | "clusters"
  | "accesses"
  | "history"
  | "clock"
  | "signal"
  | "onProgress"
  | "parallel"
>;

/** Where every layer of every environment stands against the checked-out commit. Changes nothing. */
export async function readStatus(request: StatusRequest, ports: StatusPorts): Promise<FleetStatus> {
  const commit = await ports.git.resolve("HEAD");
  const tree = await ports.git.treeOf(commit);
  const names = await new DeclarationIndex(tree).names();
  requireKnown(request.environments, names);
  const wanted = request.environments.length > 0 ? request.environments : names;
  const desired = desiredStates(tree);
  const standing = standingStacks(ports.engines, desired);
  const [pending, runs] = [await pendingEnvironments(commit, standing, ports), await ports.history.lastRuns()];
  const drift = request.refresh ? await terradiff(wanted, tree, desired, ports) : new Map<string, LayerStatus>();

  const limit = pLimit(ports.parallel);
  const environments = await limit.map(wanted, async (name): Promise<EnvironmentStatus> => {
    const waiting = pending.environments.find((each) => each.name === name);
    const recorded = drift.get(name) ?? recordedStatus(runs.get(name), waiting);
    const infrastructure = await withPendingCreations(recorded, name, desired, ports);
    const cluster = await clusterStatus(name, tree, desired, runs.get(name), ports);
    const machines = unhandledLayers({ layers: await declaredLayers(tree, name) }).map(unhandledStatus);
    return { environment: name, layers: [infrastructure, ...(cluster ? [cluster] : []), ...machines] };
  });
  const states = await standing.lookedAt(wanted);
  return { commit, at: ports.clock.now().toISOString(), states, local: ports.engines.local, environments };
}

function unhandledStatus(layer: Layer): LayerStatus {
  return { layer, verdict: "unknown", detail: "its playbooks are not handled yet", problems: [] };
}

/** A killed run leaves no record, but in the state what it was creating: whether that exists is not known. */
async function withPendingCreations(
  status: LayerStatus,
  name: string,
  desired: DesiredStates,
  { engines }: StatusPorts,
): Promise<LayerStatus> {
  const environment = await desired.of(name);
  const engine = "problem" in environment ? engines.engineForRemoved : engines.engineFor(environment);
  // A backend that cannot be asked says so when it is brought up; what the records say stays true.
  const state = await engine.exportState({ project: engines.project, stack: name }).catch(() => undefined);
  const urns = state === undefined ? [] : pendingCreationsIn(state);
  if (urns.length === 0) return status;
  return {
    ...status,
    verdict: "unknown",
    detail: `an earlier run was interrupted during ${counted(urns.length, "creation")}`,
    problems: [
      ...urns.map((urn) => `${resourceNameOf(urn).name} was being created`),
      `adopt what exists with: groundwork refresh --env ${name} --adopt${engines.local ? " --local" : ""}`,
      ...status.problems,
    ],
  };
}

/** What the record of runs says: true as long as nobody has changed the cloud by other means. */
function recordedStatus(run: LastRun | undefined, pending: AffectedEnvironment | undefined): LayerStatus {
  const layer = "infrastructure";
  if (!run) return { layer, verdict: "diverged", detail: "never brought up", problems: [] };
  const isGone = pending?.reasons.some((reason) => reason.kind === "not-applied" && reason.because === "never-up");
  if (isGone && run.verb === "up")
    return { layer, verdict: "diverged", detail: "the state holds nothing of it", problems: [] };
  const known = { layer, revision: run.commit, since: run.at } as const;
  if (run.verb === "destroy") return { ...known, verdict: "diverged", detail: "destroyed", problems: [] };
  if (run.result !== "succeeded")
    return {
      ...known,
      verdict: "unknown",
      detail: `last up ${run.result}`,
      problems: run.problem ? [run.problem] : [],
    };
  if (pending?.layers.includes("infrastructure"))
    return { ...known, verdict: "diverged", detail: "Git has changes that are not applied", problems: [] };
  return { ...known, verdict: "in-sync", detail: "as of the last up", problems: [] };
}

/** The cloud as it is now against the program. */
async function terradiff(
  names: readonly string[],
  tree: CommitTree,
  desired: DesiredStates,
  ports: StatusPorts,
): Promise<ReadonlyMap<string, LayerStatus>> {
  const workspace = await ports.workspaces.at(tree.commit);
  const at: LookedAt = { tree, desired, workspace, config: await ports.source.config(), options: { refresh: true } };
  const wanted = names.map(infrastructureOf);
  return await cleaningUp(
    async () => {
      const previews = await previewEnvironments(wanted, at, ports);
      const since = ports.clock.now().toISOString();
      return new Map(
        previews.map((preview): [string, LayerStatus] => {
          const known = { layer: "infrastructure", revision: tree.commit, since } as const;
          if (preview.kind !== "planned") {
            const problem = preview.kind === "failed" ? preview.problem : { message: "not planned", details: [] };
            return [
              preview.affected.name,
              { layer: "infrastructure", verdict: "unknown", detail: problem.message, problems: problem.details },
            ];
          }
          const steps = preview.steps.map(({ op, urn }) => `${op} ${resourceNameOf(urn).name}`);
          const verdict: Verdict = hasChanges(preview.counts) ? "diverged" : "in-sync";
          const detail = verdict === "in-sync" ? "the cloud was asked" : "the cloud differs from the program";
          return [preview.affected.name, { ...known, verdict, detail, problems: steps }];
        }),
      );
    },
    () => workspace.dispose(),
  );
}

/** `undefined` for an environment without a cluster to keep in sync. */
async function clusterStatus(
  name: string,
  tree: CommitTree,
  desired: DesiredStates,
  run: LastRun | undefined,
  ports: StatusPorts,
): Promise<LayerStatus | undefined> {
  const layer = "cluster";
  const environment = await desired.of(name);
  if ("problem" in environment)
    return { layer, verdict: "unknown", detail: environment.problem.message, problems: environment.problem.details };
  if (!environment.sync) return undefined;
  if (!run || run.verb === "destroy") return { layer, verdict: "diverged", detail: "no cluster yet", problems: [] };
  try {
    return await askAgents(environment, tree, ports);
  } catch (thrown) {
    const problem = problemOf(thrown);
    return { layer, verdict: "unknown", detail: problem.message, problems: problem.details };
  }
}

async function askAgents(desired: DesiredState, tree: CommitTree, ports: StatusPorts): Promise<LayerStatus> {
  const layer = "cluster";
  const stack = { project: ports.engines.project, stack: desired.environment };
  const accesses = await ports.accesses.of(await ports.engines.engineFor(desired).outputs(stack), desired.cloud);
  const statuses = await Promise.all(accesses.map((access) => ports.clusters.syncStatus(access)));
  const [first] = statuses;
  if (!first) return { layer, verdict: "unknown", detail: "the stack has no cluster that follows Git", problems: [] };

  const missing = await Promise.all(
    statuses.map(async (status) => {
      const same = await sameManifests(status.appliedCommit, tree, desired.sync?.path ?? "", ports.git);
      return whatIsMissing(status, same ? (status.appliedCommit ?? tree.commit) : tree.commit, ports.git);
    }),
  );
  const behind = missing.find((each) => each !== undefined);
  const verdict = worstVerdict(statuses.map((status, index) => clusterVerdict(status, missing[index] !== undefined)));
  return {
    layer,
    verdict,
    ...(first.appliedCommit !== undefined && { revision: first.appliedCommit }),
    ...(first.ready && { since: first.ready.since.toISOString() }),
    detail: behind?.message ?? `${counted(first.objects, "object")} applied and healthy`,
    problems: behind?.details ?? [],
  };
}

/**
 * Whether the agent's commit says the same of this environment as the one that is looked at: a commit that changes other
 * environments leaves this one in sync, also before the agent has fetched it.
 *
 * A folder with a kustomization may depend on files outside of it, so it is never taken for the same.
 */
async function sameManifests(
  applied: CommitId | undefined,
  tree: CommitTree,
  folder: string,
  git: StatusPorts["git"],
): Promise<boolean> {
  if (applied === undefined || applied === tree.commit) return false;
  const path = folder.replace(/^\.\//, "");
  // A commit that this clone does not have cannot be compared.
  const known = await git.treeOf(applied).catch(() => undefined);
  if (!known) return false;
  const [here, there] = await Promise.all([tree.list(path), known.list(path)]);
  if (here.length === 0 || here.some(({ name }) => /^kustomization(\.ya?ml)?$/i.test(name))) return false;
  return JSON.stringify(here) === JSON.stringify(there);
}

/** An agent that cannot reach Git, or has not spoken yet, knows nothing. */
function clusterVerdict({ ready, source }: SyncStatus, isBehind: boolean): Verdict {
  if (!isBehind) return "in-sync";
  return !ready || ready.status === "Unknown" || source?.status === "False" ? "unknown" : "diverged";
}
