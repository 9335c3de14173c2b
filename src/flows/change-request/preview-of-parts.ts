import {
  type AffectedChange,
  type ChangePreview,
  type CommitRange,
  isPlanned,
  mergePreviews,
  type PreviewPart,
  requireSoundPart,
} from "../../change/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import type { RecordedChangeRequest } from "../../history/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { BaseNotOnBranch } from "../errors.ts";
import type { FlowPorts } from "../ports.ts";
import { changedLines, manifestTexts, ownRange, recordPreview } from "../preview/index.ts";
import { affectedEnvironments, previewedRange } from "../selection/index.ts";
import { tipOf } from "./find-change-request.ts";

/** Parts that jobs made which ran the change's own code, and what is known of the change without them. */
export interface PartsOfChange {
  readonly parts: readonly PreviewPart[];
  /** The change, as the forge names it. */
  readonly head: string;
  /** What it is to be merged into. */
  readonly branch: string;
}

export type PartsPorts = Pick<FlowPorts, "git" | "programs" | "history" | "clock" | "actor">;

/**
 * The preview that the parts are of, as far as they can be believed. Everything that can be found out without running the change's code
 * is: which environments it touches and why, and what its manifests say. Of the parts the base is taken, if it is a commit of the branch,
 * and the plans, if they show all that they bind.
 *
 * @throws {BaseNotOnBranch} {@link PartNotBelieved} {@link PartsOfDifferentChanges} {@link PartsOverlap}
 */
export async function previewOfParts(
  { parts, head, branch }: PartsOfChange,
  ports: PartsPorts,
): Promise<{ readonly preview: ChangePreview; readonly merged: CommitId }> {
  const { git, clock } = ports;
  const base = await baseOf(parts, branch, git);
  const { range, change, target } = await previewedRange({ base, head }, git);
  const affected = await affectedEnvironments(range, ports);
  const expected: AffectedChange = {
    commit: change,
    ...(target && { target }),
    affected: { ...affected, range: { base: range.base, head: change } },
    uncommitted: { paths: await uncommittedPaths(change, git) },
  };
  const touched = new Set(affected.environments.map(({ name }) => name));
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
      manifestTexts: await textsOf(preview, range, git),
      changedLines: await changedLines(preview.affected.environments, await ownRange(range, change, target, git), git),
    },
    merged: range.head,
  };
}

/** Remembers the preview of parts as one that was shown, so that the merge can be held to it. */
export async function recordPreviewOfParts(
  { preview, merged }: { readonly preview: ChangePreview; readonly merged: CommitId },
  changeRequest: RecordedChangeRequest | undefined,
  ports: PartsPorts,
): Promise<ChangePreview> {
  return await recordPreview(preview, merged, { ...(changeRequest && { changeRequest }) }, ports);
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
 * The commit that the parts compared the change with. A commit that the branch never had could hide what the change does; an older one
 * of the branch hides nothing.
 */
async function baseOf(parts: readonly PreviewPart[], branch: string, git: Repository): Promise<CommitId> {
  const tip = await tipOf(branch, git);
  const [first] = parts;
  const base = first?.preview.target?.commit ?? first?.preview.affected.range?.base;
  if (first === undefined || base === undefined || base === tip) return tip;
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(base) && (await isOn(base, tip, git))) return base;
  throw new BaseNotOnBranch({ part: first.name, base, branch });
}

async function isOn(commit: CommitId, tip: CommitId, git: Repository): Promise<boolean> {
  try {
    return (await git.countBeyond(commit, tip)) === 0;
  } catch {
    return false;
  }
}

async function textsOf({ environments }: ChangePreview, { base, head }: CommitRange, git: Repository) {
  return await manifestTexts(environments, await git.treeOf(base), await git.treeOf(head));
}
