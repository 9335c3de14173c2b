import {
  type AffectedEnvironment,
  type AffectedSet,
  type ChangeRun,
  digestOfPreviews,
  type EnvironmentPreview,
  type EnvironmentRun,
  type InputsDigest,
  inputsDigestOfLayers,
  isPlanned,
  type ManifestFiles,
  type Problem,
  problemsIn,
  type Refusal,
} from "../../change/index.ts";
import type { CommitId, CommitTree } from "../../git/index.ts";
import { compareRecorded, type FoundPlan, type History } from "../../history/index.ts";
import type { ApplyOptions } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { underLeases } from "../lease/index.ts";
import type { FlowPorts } from "../ports.ts";
import {
  type ComparedEnvironment,
  type LookedAt,
  previewEnvironments,
  type StandingManifests,
  standingManifests,
  withPlaybookChecks,
} from "../preview/index.ts";
import { governingPromotions, type Promoted, promote } from "../promotion/index.ts";
import { interrupted, leftAlone, type RunCircumstances, recordRun, runEach } from "../run/index.ts";
import {
  changeRequestRange,
  type DesiredStates,
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
import { leftOutOf, refusedByAll } from "./left-out.ts";
import { prepareToPublish } from "./prepare-to-publish.ts";

/** Without names and without a base: what is pending. With `refresh`, what was changed past Git is planned, shown and undone. */
export interface UpRequest extends WantedRange, WantedEnvironments {
  /** Of several merges, where the branch stood before each, oldest first: each is held to the promotion file that stood there. */
  readonly mergedOnto?: readonly CommitId[];
  /** What was seen before; absent: what the record says was shown for this commit. */
  readonly shown?: Exclude<ShownBefore, { kind: "record" }>;
  /** Environments whose last run was cut off, where the leases are held already. What that run did is in no record. */
  readonly cutOff?: ReadonlySet<string>;
  /** Refuse environments without a preview on record. */
  readonly requirePreview: boolean;
  /** For the record. */
  readonly circumstances?: RunCircumstances;
  /** Absent: do not wait for the sync agents. */
  readonly converge?: ApplyOptions["wait"];
  /** Asked once, after everything was planned and nothing was changed. */
  readonly confirm: (previews: readonly EnvironmentPreview[]) => Promise<boolean>;
  /**
   * Asked when the leases are held and nothing is planned: the run of a commit that other runs have kept from being brought up since it was
   * decided to.
   */
  readonly refusedByNow?: () => Promise<ChangeRun | undefined>;
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
  const affected = await environmentsToBringUp(commit, request, standingStacks(ports.engines, desired), ports);
  // Planned under the leases, so that what is shown and carried out is not what another run is just changing.
  const environments = affected.environments.filter(({ folder }) => folder !== "removed").map(({ name }) => name);
  return await underLeases({ verb: "up", environments, tree }, ports, async (cutOff) => {
    // What was read before is as old as the waiting: the run that held the leases has changed the record and the states.
    const standing = standingStacks(ports.engines, desired);
    const refused = await request.refusedByNow?.();
    const known = request.cutOff ?? cutOff;
    return (
      refused ?? (await bringUpHeld({ startedAt, tree, desired, standing, affected, cutOff: known }, request, ports))
    );
  });
}

/** What is brought up. All but `standing` was read before the leases were taken. */
interface Chosen {
  /** By the clock, in milliseconds. */
  readonly startedAt: number;
  readonly tree: CommitTree;
  readonly desired: DesiredStates;
  readonly standing: StandingStacks;
  readonly affected: AffectedSet;
  readonly cutOff: ReadonlySet<string>;
}

async function bringUpHeld(
  { startedAt, tree, desired, standing, affected, cutOff }: Chosen,
  request: UpRequest,
  ports: FlowPorts,
): Promise<ChangeRun> {
  const { commit } = tree;
  const states = await standing.lookedAt(affected.environments.map(({ name }) => name));
  await prepareToPublish(commit, affected.environments, desired, ports);
  const manifests = standingManifests(affected.range, standing, ports, cutOff);
  const base = request.base === undefined ? undefined : affected.range?.base;
  const bases = request.mergedOnto ?? [base ?? (await firstParent(commit, ports.git))];
  const promotions = await governingPromotions(bases, commit, ports.git);
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
      const previews = await withPlaybookChecks(
        compared.map(({ preview }) => preview),
        { before: undefined, after: tree },
        ports,
      );
      const { refusal, leftOut } = await mayStart(commit, previews, manifests, request, ports);
      // Before anything is changed: what is on disk then is what was used, and a failure here loses no result.
      const uncommitted = { paths: await uncommittedPaths(commit, ports.git) };
      const runThese = (some: readonly AffectedEnvironment[]) =>
        runAll(some, compared, dependencies, leftOut ?? nothing, request, ports);
      const all = affected.environments;
      const { environments, health }: Partial<Promoted> & Pick<Promoted, "environments"> =
        refusal || promotions.length === 0
          ? { environments: refusal ? [] : await runThese(all) }
          : await promote(
              {
                promotions,
                ...(base !== undefined && { base }),
                affected: all,
                dependencies,
                run: runThese,
                tree,
                desired,
                standing,
              },
              ports,
            );
      const run: ChangeRun = {
        verb: "up",
        commit,
        affected,
        previews,
        ...(refusal && { refusal }),
        environments,
        ...(health && health.length > 0 && { health }),
        states,
        uncommitted,
        local: ports.engines.local,
        milliseconds: ports.clock.now().getTime() - startedAt,
      };
      const started = environments.filter(({ held }) => !held).map(({ affected: { name } }) => name);
      const merges = request.circumstances?.merges ?? (await containedMerges(commit, started, ports));
      const circumstances = { ...request.circumstances, ...(merges && merges.length > 0 && { merges }) };
      if (request.shown?.kind !== "merges" || !refusal) return await recordRun(run, ports, circumstances);
      // A queue does not try again what was refused, so that has to be on record.
      const refused = { ...run, environments: refusedByAll(affected.environments, refusal, ports) };
      const { unrecorded } = await recordRun(refused, ports, circumstances);
      return { ...run, ...(unrecorded && { unrecorded }) };
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
  return request.refresh ? await withInfrastructure(pending, await ports.git.treeOf(commit)) : pending;
}

async function mayStart(
  commit: CommitId,
  previews: readonly EnvironmentPreview[],
  manifests: StandingManifests,
  { shown, requirePreview, confirm }: UpRequest,
  { git, history }: FlowPorts,
): Promise<MayStart> {
  const applied = await recordedManifests(previews, manifests);
  if (shown?.kind === "merges") {
    const found = leftOutOf(previews, shown.merges, applied);
    if ("refusal" in found) return found;
    const starting = previews.filter(({ affected }) => !found.leftOut.has(affected.name));
    return (await confirm(starting)) ? found : { refusal: { kind: "declined" } };
  }
  const failed = previews.filter((each) => problemsIn(each).length > 0).map(({ affected }) => affected.name);
  if (failed.length > 0) return { refusal: { kind: "preview-failed", environments: failed } };

  const { tree, parents } = await git.commit(commit);
  const before: Exclude<ShownBefore, { kind: "merges" }> = shown ?? {
    kind: "record",
    plans: await unusedPlans([commit, ...parents.slice(1)], tree, requirePreview ? inputsOf(previews) : none, history),
    required: requirePreview,
  };
  const refusal = checkShown(previews, digestOfPreviews(previews), before, applied);
  if (refusal) return { refusal };
  return (await confirm(previews)) ? {} : { refusal: { kind: "declined" } };
}

/** Why nothing may start; or else the environments that are left out of the run, with the reason of each. */
interface MayStart {
  readonly refusal?: Refusal;
  readonly leftOut?: ReadonlyMap<string, Problem>;
}

const nothing: ReadonlyMap<string, Problem> = new Map();

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
  environments: readonly AffectedEnvironment[],
  compared: readonly ComparedEnvironment[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  leftOut: ReadonlyMap<string, Problem>,
  { converge }: UpRequest,
  ports: FlowPorts,
): Promise<readonly EnvironmentRun[]> {
  const byName = new Map(compared.map((each) => [each.preview.affected.name, each]));
  const options = converge ? { wait: converge } : {};
  return runEach(
    environments,
    dependencies,
    async (affected) => {
      const problem = leftOut.get(affected.name);
      if (problem) return leftAlone(affected, ports.signal.aborted ? interrupted : { kind: "refused", problem }, ports);
      const each = byName.get(affected.name);
      return each ? applyLayers(each, options, ports) : { affected, layers: [], milliseconds: 0 };
    },
    ports,
  );
}
