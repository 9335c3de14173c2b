import { type AffectedChange, believedPart, isPlanned, mergePreviews, type PreviewPart } from "../../change/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { BaseNotOnBranch } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { changedLines, type MadePreview, ownRange, readChangedManifests } from "../preview/index.ts";
import { foreseenPromotion } from "../promotion/index.ts";
import { affectedEnvironments, arriving, isSeenWithin, previewedRange } from "../selection/index.ts";
import { tipOf } from "./find-change-request.ts";
import { touchedEnvironments } from "./touched-environments.ts";

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
 * commit of the branch that is no older than where the change left it, and the plans, if they show all that they bind and no run changed
 * the environment since; then it is unknown. A commit of a merge
 * queue left the branch where the parts say, as long as that is in its own history: what is ahead of it in the queue may have landed since.
 *
 * @throws {BaseNotOnBranch} {@link PartNotBelieved} {@link PartsOfDifferentChanges} {@link PartsOverlap}
 */
export async function previewOfParts(of: PartsOfChange, ports: PartsPorts): Promise<MadePreview> {
  const { parts, head, branch } = of;
  const { git, clock } = ports;
  const base = await baseOf(of, git);
  const { range, change, target } = await previewedRange({ base, head }, git);
  const affected = await affectedEnvironments(range, arriving({ as: "change", branch }, ports));
  const expected: AffectedChange = {
    commit: change,
    ...(target && { target }),
    affected: { ...affected, range: { base: range.base, head: change } },
    uncommitted: { paths: await uncommittedPaths(change, git) },
  };
  const touched = await touchedEnvironments(affected.environments, range, ports);
  const takesOlder = of.isQueued ?? false;
  const believed = parts.map((part) => believedPart({ part, touched, takesOlder }));
  const name = `the change ${change.slice(0, 7)} in this clone`;
  // That the jobs recorded nothing says nothing: this one does.
  const { unrecorded: _, ...preview } = mergePreviews(believed.map(withoutInputs), {
    name,
    change: expected,
    at: clock.now().toISOString(),
  });
  const promotion = await foreseenPromotion(
    range,
    preview.environments.map(({ affected: { name } }) => name),
    git,
  );
  return {
    preview: {
      ...preview,
      ...(promotion && { promotion }),
      ...(target && { target: { ...target, name: branch } }),
      ...(await readChangedManifests(preview.environments, range, ports)),
      changedLines: await changedLines(preview.affected.environments, await ownRange(range, change, target, git), git),
    },
    previewed: range.head,
  };
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
  if (isCommit && (await isSeenWithin(base, tip, git))) {
    if (isQueued && (await isSeenWithin(base, head, git))) return base;
    if (await isSeenWithin(await git.mergeBase(tip, head), base, git)) return base;
  }
  throw new BaseNotOnBranch({ part: first.name, base, branch });
}
