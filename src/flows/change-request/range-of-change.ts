import type { CommitRange } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";
import { type CommitId, emptyTree, type Repository } from "../../git/index.ts";
import { firstParent } from "../selection/index.ts";

/** A commit of a branch, and the change request that brought it there. */
export interface BroughtCommit {
  readonly commit: CommitId;
  readonly branch: string;
  /** Absent where no change request did, or several. */
  readonly number?: number;
}

/**
 * What a change request changed on its branch, as far as the commit: a rebased or fast-forwarded one has put its earlier commits there
 * as well, and the commit alone may touch nothing of what they touch. Without a change request the commit alone.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused}
 */
export async function rangeOfChange(
  { commit, branch, number }: BroughtCommit,
  { changeRequests }: Pick<Forge, "changeRequests">,
  git: Repository,
): Promise<CommitRange> {
  const isOfChange = async (earlier: CommitId) =>
    number !== undefined &&
    earlier !== emptyTree &&
    ((await changeRequests?.mergedBy(earlier, branch)) ?? []).some((each) => each.number === number);
  let base = await firstParent(commit, git);
  while (await isOfChange(base)) base = await firstParent(base, git);
  return { base, head: commit };
}
