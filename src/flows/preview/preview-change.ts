import {
  type AffectedEnvironment,
  type AffectedSet,
  type ChangePreview,
  type CommitRange,
  digestOfPreviews,
  type EnvironmentPreview,
  isPlanned,
  type KubediffMode,
  loudestPreviewKind,
  problemsIn,
  shownLayer,
} from "../../change/index.ts";
import { type CommitId, emptyTree } from "../../git/index.ts";
import { historyVersion, type PreviewRecord, type RecordedChangeRequest, type ShownPlan } from "../../history/index.ts";
import { checkLimit } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { kubediffsAt } from "../kubediff/index.ts";
import type { FlowPorts } from "../ports.ts";
import { foreseenPromotion } from "../promotion/index.ts";
import { whyUnrecorded } from "../run/index.ts";
import {
  arriving,
  dependenciesAmong,
  desiredStates,
  ontoTarget,
  pendingEnvironments,
  previewedRange,
  type StandingStacks,
  selectEnvironments,
  standingStacks,
  type WantedEnvironments,
  type WantedRange,
  withInfrastructure,
} from "../selection/index.ts";
import { changedLines, ownRange } from "./changed-lines.ts";
import { withPlaybookChecks } from "./check-playbooks.ts";
import { previewEnvironments } from "./preview-environments.ts";
import { programIsOfBase } from "./program-of-base.ts";
import { readChangedManifests } from "./read-changed-manifests.ts";
import { keepPlans, readsOutside, stillRepeatable } from "./repeatable-plans.ts";
import type { ShownPlans } from "./shown-plans.ts";
import { standingManifests } from "./standing-manifests.ts";

export interface PreviewRequest extends WantedRange, WantedEnvironments {
  /** How long the preview of one environment may take, in milliseconds. @default without an end */
  readonly limitMilliseconds?: number;
  /** How long machines may be asked in check mode, those of all environments together, in milliseconds. @default 15 minutes */
  readonly checkModeMilliseconds?: number;
  /** Read what changed manifests say, for a comment that shows it. @default false */
  readonly manifestTexts?: boolean;
  /** The change comes from another repository: its environments are never previewed in one process. @default false */
  readonly isFromFork?: boolean;
  /** The branch that it is merged into. Absent: the one that the base names. */
  readonly into?: string;
  /** For the record, and for finding what was shown on it before. */
  readonly changeRequest?: RecordedChangeRequest;
  /** How clusters are compared with the change where what stands is read. @default exact */
  readonly kubediffMode?: KubediffMode;
  /** Compare every environment, also where a preview of the very same inputs is on record. @default false */
  readonly anew?: boolean;
}

export type PreviewChangePorts = Pick<
  FlowPorts,
  | "git"
  | "programs"
  | "engines"
  | "layers"
  | "workspaces"
  | "isForOutside"
  | "forOutside"
  | "source"
  | "history"
  | "plans"
  | "clock"
  | "onProgress"
  | "actor"
  | "parallel"
  | "memory"
  | "wait"
  | "signal"
  | "playbooks"
  | "manifests"
  | "comparison"
>;

/** A preview that is not on record yet. */
export interface MadePreview {
  readonly preview: ChangePreview;
  /** The commit whose files were previewed. */
  readonly previewed: CommitId;
}

/** Previews every environment that a change touches, on the commit's own files, and remembers what is shown. */
export async function previewChange(request: PreviewRequest, ports: PreviewChangePorts): Promise<ChangePreview> {
  return await recordPreview(await makePreview(request, ports), request, ports);
}

/** {@link previewChange} without the record, for a preview that has yet to be shown. */
export async function makePreview(request: PreviewRequest, ports: PreviewChangePorts): Promise<MadePreview> {
  const { isForOutside = false } = ports;
  const startedAt = ports.clock.now().getTime();
  const { range, change, target } = await previewedRange(request, ports.git);
  const tree = await ports.git.treeOf(range.head);
  const desired = desiredStates(tree);
  const standing = standingStacks(ports.engines, desired);
  const reaching =
    request.into === undefined ? ontoTarget(target, ports) : arriving({ as: "change", branch: request.into }, ports);
  const affected = await affectedBy(request, range, standing, reaching);
  const promotion = await foreseenPromotion(range, namesOf(affected), ports.git);
  const manifests = standingManifests(range, standing, ports);
  const workspace = await ports.workspaces.at(range.head);
  // While the engines run: nothing else waits for it.
  const isOpen = readsOutside(tree, ports.programs, namesOf(affected));
  return await cleaningUp(
    async () => {
      const dependencies = await dependenciesAmong(tree, namesOf(affected));
      const compared = await previewEnvironments(
        affected.environments,
        {
          tree,
          desired,
          workspace,
          config: await ports.source.config(),
          refresh: request.refresh,
          standing,
          checksMachines: request.refresh,
          checkLimit: checkLimit(request.checkModeMilliseconds ?? 15 * 60_000),
          ...(request.refresh && kubediffsAt(tree, request.kubediffMode, ports)),
          manifests,
          refuseManifests: true,
          mayShareProcess: !isForOutside && !request.isFromFork && (await programIsOfBase(range, ports.git)),
          dependencies,
          ...(affected.unselected && { unselected: affected.unselected }),
          // What was shown of the same inputs may have been made without confinement, and by asking the cloud.
          ...(!request.anew && !isForOutside && { shown: shownPlans(request, ports) }),
          ...(request.limitMilliseconds !== undefined && { limitMilliseconds: request.limitMilliseconds }),
        },
        ports,
      );
      // Two of them hold as much memory as recording and showing the plans of hundreds of environments takes.
      ports.memory?.release?.();
      const repeatable = await stillRepeatable(
        compared.map(({ preview }) => preview),
        { standing, isOpen: await isOpen, dependencies },
      );
      const before = range.base === emptyTree ? undefined : await ports.git.treeOf(range.base);
      const environments = await withPlaybookChecks(repeatable, { before, after: tree }, ports);
      if (!isForOutside) await keepPlans(environments, ports);
      const planDigest = isForOutside ? undefined : digestOfPreviews(environments);
      const preview: ChangePreview = {
        commit: change,
        ...(target && { target }),
        affected: { ...affected, range: { base: range.base, head: change } },
        environments,
        ...(promotion && { promotion }),
        ...(request.manifestTexts && {
          ...(await readChangedManifests(environments, range, ports)),
          changedLines: await changedLines(
            affected.environments,
            await ownRange(range, change, target, ports.git),
            ports.git,
          ),
        }),
        ...(planDigest && { planDigest }),
        states: await standing.lookedAt(namesOf(affected)),
        uncommitted: { paths: await uncommittedPaths(change, ports.git) },
        local: ports.engines.local,
        ...(isForOutside && { rehearsed: "outside" }),
        milliseconds: ports.clock.now().getTime() - startedAt,
      };
      return { preview, previewed: range.head };
    },
    () => workspace.dispose(),
  );
}

export type RecordPreviewPorts = Pick<FlowPorts, "git" | "history" | "clock" | "actor">;

/**
 * Remembers what a preview shows, and gives it with the reason where that was not possible. One that was rehearsed is not remembered:
 * no merge can be held to it.
 */
export async function recordPreview(
  { preview, previewed }: MadePreview,
  request: Pick<PreviewRequest, "changeRequest">,
  ports: RecordPreviewPorts,
): Promise<ChangePreview> {
  if (preview.rehearsed) return preview;
  const unrecorded = await whyUnrecorded(await recordOf(preview, previewed, request, ports), ports.history);
  return { ...preview, ...(unrecorded && { unrecorded }) };
}

function shownPlans(
  { changeRequest }: PreviewRequest,
  { history, plans }: Pick<FlowPorts, "history" | "plans">,
): ShownPlans {
  return { history, plans, ...(changeRequest && { changeRequest }) };
}

/** What a range touches; without one also what does not stand at its head yet, as `up` without a range would find it. */
async function affectedBy(
  request: PreviewRequest,
  range: CommitRange,
  standing: StandingStacks,
  ports: Pick<FlowPorts, "git" | "programs" | "history" | "reach" | "isForOutside">,
): Promise<AffectedSet> {
  const found = await selectEnvironments(range, request, ports);
  const isOfRange = request.base !== undefined || request.head !== undefined || request.asPart === true;
  if (isOfRange || request.environments.length > 0) return found;
  const known = new Set(namesOf(found));
  const pending = (await pendingEnvironments(range.head, standing, ports)).environments.filter(
    ({ name }) => !known.has(name),
  );
  const beyond = await Promise.all(
    pending.map(async (each) => ((await standsUnrecorded(each, standing)) ? [] : [each])),
  ).then((each) => each.flat());
  const all = {
    ...found,
    environments: [...found.environments, ...beyond].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    beyondRange: beyond.length,
  };
  return request.refresh ? await withInfrastructure(all, await ports.git.treeOf(range.head)) : all;
}

/** Brought up from elsewhere: this machine's record knows of no run, and the state holds its resources. */
async function standsUnrecorded({ name, reasons }: AffectedEnvironment, standing: StandingStacks): Promise<boolean> {
  const isUnrecorded = reasons.some((reason) => reason.kind === "not-applied" && reason.because === "never-up");
  return isUnrecorded && (await standing.has(name)) === true;
}

function namesOf({ environments }: AffectedSet): readonly string[] {
  return environments.map(({ name }) => name);
}

async function recordOf(
  { environments, commit, affected, milliseconds }: ChangePreview,
  previewed: CommitId,
  { changeRequest }: Pick<PreviewRequest, "changeRequest">,
  { git, clock, actor }: Pick<FlowPorts, "git" | "clock" | "actor">,
): Promise<PreviewRecord> {
  const at = clock.now().toISOString();
  return {
    version: historyVersion,
    kind: "preview",
    id: `${at}-preview-${commit.slice(0, 12)}`,
    at,
    tree: (await git.commit(previewed)).tree,
    range: { base: affected.range?.base ?? commit, head: commit },
    by: actor,
    verdict: loudestPreviewKind(environments),
    milliseconds,
    ...(changeRequest && { changeRequest }),
    plans: environments.filter((each) => problemsIn(each).length === 0).flatMap(shownPlan),
  };
}

/** Its layers are read when they are asked for: a record is written environment by environment. */
function shownPlan({ affected, layers }: EnvironmentPreview): readonly ShownPlan[] {
  const planned = layers.filter(isPlanned);
  if (planned.length === 0) return [];
  return [
    {
      environment: affected.name,
      get layers() {
        return planned.map(shownLayer);
      },
    },
  ];
}
