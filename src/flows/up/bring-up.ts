import {
  type AffectedSet,
  type ChangeRun,
  digestOfPreviews,
  type EnvironmentPreview,
  type EnvironmentRun,
  type InputsDigest,
  inputsDigestOfLayers,
  isPlanned,
  type ManifestFiles,
  problemsIn,
  type Refusal,
} from "../../change/index.ts";
import type { CommitId } from "../../git/index.ts";
import { compareRecorded, type FoundPlan, type History } from "../../history/index.ts";
import type { ApplyOptions } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import type { FlowPorts } from "../ports.ts";
import {
  type ComparedEnvironment,
  type LookedAt,
  previewEnvironments,
  type StandingManifests,
  standingManifests,
} from "../preview/index.ts";
import { type RunCircumstances, recordRun, runEach } from "../run/index.ts";
import {
  changeRequestRange,
  dependenciesAmong,
  desiredStates,
  firstParent,
  pendingEnvironments,
  type StandingStacks,
  selectEnvironments,
  standingStacks,
  type WantedEnvironments,
  type WantedRange,
  withInfrastructure,
} from "../selection/index.ts";
import { applyLayers } from "./apply-layers.ts";
import { checkShown, type ShownBefore } from "./check-shown.ts";
import { containedMerges } from "./contained-merges.ts";
import { prepareToPublish } from "./prepare-to-publish.ts";

/** Without names and without a base: what is pending. With `refresh`, what was changed past Git is planned, shown and undone. */
export interface UpRequest extends WantedRange, WantedEnvironments {
  /** What was seen before; absent: what the record says was shown for this commit. */
  readonly shown?: Exclude<ShownBefore, { kind: "record" }>;
  /** Refuse environments without a preview on record. */
  readonly requirePreview: boolean;
  /** For the record. */
  readonly circumstances?: RunCircumstances;
  /** Absent: do not wait for the sync agents. */
  readonly converge?: ApplyOptions["wait"];
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
  const manifests = standingManifests(affected.range, standing, ports);
  const workspace = await ports.workspaces.at(commit);
  return await cleaningUp(
    async () => {
      const dependencies = await dependenciesAmong(
        tree,
        affected.environments.map(({ name }) => name),
      );
      const at: LookedAt = {
        tree,
        desired,
        workspace,
        config: await ports.source.config(),
        refresh: request.refresh,
        standing,
        manifests,
        dependencies,
      };
      const compared = await previewEnvironments(affected.environments, at, ports);
      const previews = compared.map(({ preview }) => preview);
      const refusal = await mayStart(commit, previews, manifests, request, ports);
      // Before anything is changed: what is on disk then is what was used, and a failure here loses no result.
      const uncommitted = { paths: await uncommittedPaths(commit, ports.git) };
      const environments = refusal ? [] : await runAll(compared, dependencies, request, ports);
      const run: ChangeRun = {
        verb: "up",
        commit,
        affected,
        previews,
        ...(refusal && { refusal }),
        environments,
        states,
        uncommitted,
        local: ports.engines.local,
        milliseconds: ports.clock.now().getTime() - startedAt,
      };
      const started = environments.map(({ affected: { name } }) => name);
      const merges = await containedMerges(commit, started, ports);
      return await recordRun(run, ports, { ...request.circumstances, ...(merges && merges.length > 0 && { merges }) });
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
  manifests: StandingManifests,
  { shown, requirePreview, confirm }: UpRequest,
  { git, history }: FlowPorts,
): Promise<Refusal | undefined> {
  const failed = previews.filter((each) => problemsIn(each).length > 0).map(({ affected }) => affected.name);
  if (failed.length > 0) return { kind: "preview-failed", environments: failed };

  const { tree, parents } = await git.commit(commit);
  const before: ShownBefore = shown ?? {
    kind: "record",
    plans: await unusedPlans([commit, ...parents.slice(1)], tree, requirePreview ? inputsOf(previews) : none, history),
    required: requirePreview,
  };
  const applied = await recordedManifests(previews, manifests);
  const refusal = checkShown(previews, digestOfPreviews(previews), before, applied);
  if (refusal) return refusal;
  return (await confirm(previews)) ? undefined : { kind: "declined" };
}

const none: ReadonlyMap<string, InputsDigest> = new Map();

/** By environment, the inputs of its plans: a preview of the same inputs counts as one of this commit. */
function inputsOf(previews: readonly EnvironmentPreview[]): ReadonlyMap<string, InputsDigest> {
  return new Map(
    previews.flatMap(({ affected, layers }) => {
      const inputs = inputsDigestOfLayers(layers.filter(isPlanned));
      return inputs === undefined ? [] : [[affected.name, inputs] as const];
    }),
  );
}

/** What was shown before an environment's last successful run was shown for that run, not for this one. */
async function unusedPlans(
  commits: readonly CommitId[],
  tree: string,
  inputs: ReadonlyMap<string, InputsDigest>,
  history: History,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const plans = await history.shownPlans(commits, tree, inputs);
  const { runs } = await history.lastRuns();
  return new Map(
    [...plans].filter(([name, plan]) => {
      const run = runs.get(name);
      return run?.result !== "succeeded" || compareRecorded(run, plan) < 0;
    }),
  );
}

/** Of the environments that have a record: the manifests that their agents were handed last. */
async function recordedManifests(
  previews: readonly EnvironmentPreview[],
  manifests: StandingManifests,
): Promise<ReadonlyMap<string, ManifestFiles>> {
  const found = new Map<string, ManifestFiles>();
  for (const { affected } of previews) {
    const recorded = await manifests.recorded(affected.name);
    if (recorded) found.set(affected.name, recorded);
  }
  return found;
}

async function runAll(
  compared: readonly ComparedEnvironment[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  { converge }: UpRequest,
  ports: FlowPorts,
): Promise<readonly EnvironmentRun[]> {
  const byName = new Map(compared.map((each) => [each.preview.affected.name, each]));
  const options = converge ? { wait: converge } : {};
  return runEach(
    compared.map(({ preview }) => preview.affected),
    dependencies,
    async (affected) => {
      const each = byName.get(affected.name);
      return each ? applyLayers(each, options, ports) : { affected, layers: [], milliseconds: 0 };
    },
    ports,
  );
}
