import {
  type AffectedChange,
  type AffectedEnvironment,
  type CommitRange,
  isPlanned,
  type ManifestFiles,
  mergePreviews,
  type PreviewPart,
  requireSoundPart,
  type TouchedEnvironment,
} from "../../change/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { LastRuns } from "../../history/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { BaseNotOnBranch } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { changedLines, type MadePreview, ownRange, readChangedManifests } from "../preview/index.ts";
import { affectedEnvironments, type DesiredStates, desiredStates, previewedRange } from "../selection/index.ts";
import { tipOf } from "./find-change-request.ts";
import { isWithin } from "./landing.ts";

/** Parts that jobs made which ran the change's own code, and what is known of the change without them. */
export interface PartsOfChange {
  readonly parts: readonly PreviewPart[];
  /** The change, as the forge names it. */
  readonly head: string;
  /** What it is to be merged into. */
  readonly branch: string;
  /** Whether a merge queue made the head. Then the branch may get nearer to it while it is tested. @default false */
  readonly isQueued?: boolean;
}

export type PartsPorts = Pick<FlowPorts, "git" | "programs" | "history" | "clock" | "actor" | "manifests" | "signal">;

/**
 * The preview that the parts are of, as far as they can be believed. Everything that can be found out without running the change's code
 * is: which environments it touches and why, which manifests it changes, and what these say. Of the parts the base is taken, if it is a
 * commit of the branch that is no older than where the change left it, and the plans, if they show all that they bind. A commit of a merge
 * queue left the branch where the parts say, as long as that is in its own history: what is ahead of it in the queue may have landed since.
 *
 * @throws {BaseNotOnBranch} {@link PartNotBelieved} {@link PartsOfDifferentChanges} {@link PartsOverlap}
 */
export async function previewOfParts(of: PartsOfChange, ports: PartsPorts): Promise<MadePreview> {
  const { parts, head, branch } = of;
  const { git, clock } = ports;
  const base = await baseOf(of, git);
  const { range, change, target } = await previewedRange({ base, head }, git);
  const affected = await affectedEnvironments(range, ports);
  const expected: AffectedChange = {
    commit: change,
    ...(target && { target }),
    affected: { ...affected, range: { base: range.base, head: change } },
    uncommitted: { paths: await uncommittedPaths(change, git) },
  };
  const touched = await touchedEnvironments(affected.environments, range, ports);
  for (const part of parts) requireSoundPart(part, touched);
  const name = `the change ${change.slice(0, 7)} in this clone`;
  // That the jobs recorded nothing says nothing: this one does.
  const { unrecorded: _, ...preview } = mergePreviews(parts.map(withoutInputs), {
    name,
    change: expected,
    at: clock.now().toISOString(),
  });
  return {
    preview: {
      ...preview,
      ...(target && { target: { ...target, name: branch } }),
      ...(await readChangedManifests(preview.environments, range, ports)),
      changedLines: await changedLines(preview.affected.environments, await ownRange(range, change, target, git), git),
    },
    previewed: range.head,
  };
}

async function touchedEnvironments(
  environments: readonly AffectedEnvironment[],
  { base, head }: CommitRange,
  { git, history }: Pick<PartsPorts, "git" | "history">,
): Promise<ReadonlyMap<string, TouchedEnvironment>> {
  const [before, after] = [desiredStates(await git.treeOf(base)), desiredStates(await git.treeOf(head))];
  const runs = await lastRunsOf(history);
  const touched = new Map<string, TouchedEnvironment>();
  for (const affected of environments) {
    const { name } = affected;
    const manifests = await manifestsOf(name, after);
    const run = runs.get(name);
    const isKnown = run?.verb === "up" && run.result === "succeeded" && run.lostSince.length === 0;
    const applied = isKnown ? await manifestsAt(run.commit, name, git) : undefined;
    // The job may have had no record, and then it took what the base says for what stands.
    const mayStand = [await manifestsOf(name, before), applied];
    touched.set(name, { affected, ...(manifests && { manifests }), mayStand });
  }
  return touched;
}

/** None where the record cannot be read: then the preview cannot be recorded either, which says why. */
async function lastRunsOf(history: PartsPorts["history"]): Promise<LastRuns["runs"]> {
  try {
    return (await history.lastRuns()).runs;
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return new Map();
  }
}

async function manifestsOf(name: string, desired: DesiredStates): Promise<ManifestFiles | undefined> {
  const manifests = await desired.manifestsOf(name);
  return "problem" in manifests ? undefined : manifests;
}

/** Of a commit that is no longer in the clone nothing is known to stand. */
async function manifestsAt(commit: CommitId, name: string, git: Repository): Promise<ManifestFiles | undefined> {
  try {
    return await manifestsOf(name, desiredStates(await git.treeOf(commit)));
  } catch {
    return undefined;
  }
}

/** What a plan was made of is the word of the job alone. A plan that was recorded with it would be shown again for another change. */
function withoutInputs(part: PreviewPart): PreviewPart {
  const environments = part.preview.environments.map((each) => ({
    ...each,
    layers: each.layers.map((layer) => {
      if (!isPlanned(layer)) return layer;
      const { inputsDigest: _, repeatable: _repeatable, shownBefore: _shownBefore, ...believed } = layer;
      return believed;
    }),
  }));
  return { ...part, preview: { ...part.preview, environments } };
}

/**
 * The commit that the parts compared the change with. One that the branch never had could hide what the change does, and so could one from
 * before the change left the branch, where the change undoes what came after it.
 */
async function baseOf({ parts, head, branch, isQueued = false }: PartsOfChange, git: Repository): Promise<CommitId> {
  const tip = await tipOf(branch, git);
  const [first] = parts;
  const base = first?.preview.target?.commit ?? first?.preview.affected.range?.base;
  if (first === undefined || base === undefined || base === tip) return tip;
  const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(base);
  if (isCommit && (await isOn(base, tip, git))) {
    if (isQueued && (await isOn(base, head, git))) return base;
    if (await isOn(await git.mergeBase(tip, head), base, git)) return base;
  }
  throw new BaseNotOnBranch({ part: first.name, base, branch });
}

async function isOn(commit: CommitId, tip: CommitId, git: Repository): Promise<boolean> {
  try {
    return await isWithin(commit, tip, git);
  } catch {
    return false;
  }
}
