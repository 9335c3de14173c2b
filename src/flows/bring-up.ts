import {
  type AffectedSet,
  type ChangeRun,
  type Convergence,
  countChanges,
  type EnvironmentPreview,
  type EnvironmentRun,
  hasChanges,
  type ManifestFiles,
  noChanges,
  type Outcome,
  problemOf,
  type Refusal,
} from "../change/index.ts";
import type { DesiredState } from "../desired/index.ts";
import type { CommitId } from "../git/index.ts";
import type { FoundPlan, History } from "../history/index.ts";
import { awaitConverged, type WaitOptions } from "../layer/sync-agent/await-converged.ts";
import { engineProgress } from "../layer/terradiff/engine-progress.ts";
import { cleaningUp } from "../lib/index.ts";
import { environmentDependencies } from "./affected/index.ts";
import { checkShown, type ShownBefore } from "./check-shown.ts";
import { type DesiredStates, desiredStates } from "./desired-states.ts";
import { pendingEnvironments } from "./pending.ts";
import type { FlowPorts } from "./ports.ts";
import { prepareToPublish } from "./prepare-to-publish.ts";
import { uncommittedPaths } from "./preview-change.ts";
import { digestOfAll, type LookedAt, previewEnvironments } from "./preview-environments.ts";
import { recordRun } from "./record-run.ts";
import { runEach } from "./run-each.ts";
import { selectEnvironments, type WantedEnvironments, withInfrastructure } from "./select-environments.ts";
import { changeRequestRange, firstParent, type WantedRange } from "./select-range.ts";
import { type StandingStacks, standingStacks } from "./standing-stacks.ts";

/** Without names and without a base: what is pending. With `refresh`, what was changed past Git is planned, shown and undone. */
export interface UpRequest extends WantedRange, WantedEnvironments {
  /** What was seen before; absent: what the record says was shown for this commit. */
  readonly shown?: Exclude<ShownBefore, { kind: "record" }>;
  /** Refuse whatever has no preview on record. */
  readonly requirePreview: boolean;
  /** Absent: do not wait for the sync agents. */
  readonly converge?: WaitOptions;
  /** Asked once, after everything was planned and nothing was changed. */
  readonly confirm: (previews: readonly EnvironmentPreview[]) => Promise<boolean>;
}

/**
 * Makes the cloud what a commit says, environment by environment in the order they depend on each other.
 *
 * Plans everything first and starts nothing when a plan failed, or would do what was not shown. One environment's failure
 * takes nothing from another's result; those that depend on it are not started.
 */
export async function bringUp(request: UpRequest, ports: FlowPorts): Promise<ChangeRun> {
  const startedAt = ports.clock.now().getTime();
  const commit = await ports.git.resolve(request.head ?? "HEAD");
  const tree = await ports.git.treeOf(commit);
  const desired = desiredStates(tree);
  const standing = standingStacks(ports.engines, desired);
  const affected = await environmentsToBringUp(commit, request, standing, ports);
  const states = await standing.lookedAt(affected.environments.map(({ name }) => name));
  await prepareToPublish(commit, affected.environments, desired, ports);
  const workspace = await ports.workspaces.at(commit);
  return await cleaningUp(
    async () => {
      const at: LookedAt = {
        tree,
        desired,
        workspace,
        config: await ports.source.config(),
        ...(request.refresh && { options: { refresh: true } }),
      };
      const previews = await previewEnvironments(affected.environments, at, ports);
      const refusal = await mayStart(commit, previews, request, ports);
      const environments = refusal ? [] : await runAll(commit, previews, at, request, ports);
      const run: ChangeRun = {
        verb: "up",
        commit,
        affected,
        previews,
        ...(refusal && { refusal }),
        environments,
        states,
        uncommitted: { paths: await uncommittedPaths(commit, ports.git) },
        local: ports.engines.local,
        milliseconds: ports.clock.now().getTime() - startedAt,
      };
      await recordRun(run, ports);
      return run;
    },
    () => workspace.dispose(),
  );
}

async function environmentsToBringUp(
  commit: CommitId,
  request: UpRequest,
  standing: StandingStacks,
  ports: FlowPorts,
): Promise<AffectedSet> {
  if (request.base !== undefined)
    return selectEnvironments(await changeRequestRange(request, ports.git), request, ports);
  if (request.environments.length > 0) {
    const base = await firstParent(commit, ports.git);
    return selectEnvironments({ base, head: commit }, request, ports);
  }
  const pending = await pendingEnvironments(commit, standing, ports);
  return request.refresh ? withInfrastructure(pending) : pending;
}

async function mayStart(
  commit: CommitId,
  previews: readonly EnvironmentPreview[],
  { shown, requirePreview, confirm }: UpRequest,
  { git, history }: FlowPorts,
): Promise<Refusal | undefined> {
  const failed = previews.filter(({ kind }) => kind === "failed").map(({ affected }) => affected.name);
  if (failed.length > 0) return { kind: "preview-failed", environments: failed };

  const { tree, parents } = await git.commit(commit);
  const before: ShownBefore = shown ?? {
    kind: "record",
    plans: await unusedPlans([commit, ...parents.slice(1)], tree, history),
    required: requirePreview,
  };
  const refusal = checkShown(previews, digestOfAll(previews), before, await appliedManifests(previews, git, history));
  if (refusal) return refusal;
  return (await confirm(previews)) ? undefined : { kind: "declined" };
}

/** What was shown before an environment's last successful run was shown for that run, not for this one. */
async function unusedPlans(
  commits: readonly CommitId[],
  tree: string,
  history: History,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const [plans, runs] = [await history.shownPlans(commits, tree), await history.lastRuns()];
  return new Map(
    [...plans].filter(([name, { at }]) => {
      const run = runs.get(name);
      return run?.result !== "succeeded" || run.at < at;
    }),
  );
}

/** For each environment whose last `up` succeeded, the manifests of the commit that it stands at. */
async function appliedManifests(
  previews: readonly EnvironmentPreview[],
  git: FlowPorts["git"],
  history: History,
): Promise<ReadonlyMap<string, ManifestFiles>> {
  const runs = await history.lastRuns();
  const readers = new Map<CommitId, DesiredStates | undefined>();
  const applied = new Map<string, ManifestFiles>();
  for (const { affected } of previews) {
    const run = runs.get(affected.name);
    if (run?.verb !== "up" || run.result !== "succeeded") continue;
    if (!readers.has(run.commit))
      // A commit that is no longer in the clone cannot be looked at: then nothing is known to stand.
      readers.set(run.commit, await git.treeOf(run.commit).then(desiredStates, () => undefined));
    const manifests = await readers.get(run.commit)?.manifestsOf(affected.name);
    if (manifests && !("problem" in manifests)) applied.set(affected.name, manifests);
  }
  return applied;
}

async function runAll(
  commit: CommitId,
  previews: readonly EnvironmentPreview[],
  at: LookedAt,
  { converge }: UpRequest,
  ports: FlowPorts,
): Promise<readonly EnvironmentRun[]> {
  const byName = new Map(previews.map((preview) => [preview.affected.name, preview]));
  return runEach(
    previews.map(({ affected }) => affected),
    await environmentDependencies(at.tree),
    async (affected) => {
      const preview = byName.get(affected.name);
      if (affected.folder === "removed") return { kind: "removed", affected };
      if (preview?.kind === "not-handled") return { kind: "not-handled", affected };
      const startedAt = ports.clock.now().getTime();
      try {
        const environment = await at.desired.of(affected.name);
        if ("problem" in environment) return { kind: "failed", affected, problem: environment.problem };
        const outcome = preview?.kind === "planned" ? await bringOneUp(environment, preview, at, ports) : undefined;
        const good = !outcome || outcome.result === "succeeded";
        return {
          kind: "ran",
          affected,
          ...(outcome && { outcome }),
          counts: outcome ? countChanges(outcome.steps.filter(({ status }) => status === "done")) : noChanges,
          convergence: good
            ? await convergeOne(environment, commit, converge, ports)
            : { kind: "not-awaited", because: "run-failed" },
          milliseconds: ports.clock.now().getTime() - startedAt,
        };
      } catch (thrown) {
        return { kind: "failed", affected, problem: problemOf(thrown) };
      }
    },
    ports,
  );
}

async function bringOneUp(
  environment: DesiredState,
  preview: EnvironmentPreview & { readonly kind: "planned" },
  at: LookedAt,
  ports: FlowPorts,
): Promise<Outcome> {
  const name = environment.environment;
  ports.onProgress({ kind: "started", environment: name, activity: "up" });
  const work = {
    stack: { project: ports.engines.project, stack: name },
    program: { folder: at.workspace.folder },
    config: at.config,
    onEvent: engineProgress(name, ports.onProgress),
    signal: ports.signal,
  };
  const outcome = await ports.engines.engineFor(environment).up(work, at.options);
  const good = outcome.result === "succeeded";
  const message = hasChanges(preview.counts) ? outcome.result : "no changes";
  ports.onProgress({ kind: "finished", environment: name, activity: "up", message, good });
  return outcome;
}

async function convergeOne(
  environment: DesiredState,
  commit: CommitId,
  converge: WaitOptions | undefined,
  ports: FlowPorts,
): Promise<Convergence> {
  const name = environment.environment;
  if (!environment.sync) return { kind: "not-awaited", because: "no-cluster" };
  await ports.source.publish(commit, environment.sync.branch);
  if (!converge) return { kind: "not-awaited", because: "asked-not-to" };
  const outputs = await ports.engines.engineFor(environment).outputs({ project: ports.engines.project, stack: name });
  const waiting = {
    environment: name,
    commit,
    branch: environment.sync.branch,
    cloud: environment.cloud.kind,
    rehearsal: ports.engines.local,
  };
  return awaitConverged(waiting, await ports.accesses.of(outputs, environment.cloud), converge, ports);
}
