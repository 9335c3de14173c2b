import type { CommitId } from "../../git/index.ts";
import { mayStand } from "../../history/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { firstParent, isWithin } from "../selection/index.ts";

/** More are not looked for: the record of a run stays short. */
const most = 100;

/**
 * The commits of the branch that bringing up `commit` does for the first time, oldest first: those of its first parents that an
 * environment does not stand at yet.
 *
 * `undefined` where that is not known: an environment has no earlier run, the clone does not reach back to it, or there are
 * more than a hundred.
 */
export async function containedMerges(
  commit: CommitId,
  environments: readonly string[],
  { git, history }: Pick<FlowPorts, "git" | "history">,
): Promise<readonly CommitId[] | undefined> {
  try {
    const { runs } = await history.lastRuns();
    const last = environments.map((name) => runs.get(name));
    const standing = new Set(last.flatMap((run) => (run && mayStand(run) ? [run.commit] : [])));
    if (last.length === 0 || last.includes(undefined)) return undefined;
    const merges: CommitId[] = [];
    for (let each = commit; await isMissingIn(each, standing, git); each = await firstParent(each, git)) {
      if (merges.length === most) return undefined;
      merges.unshift(each);
    }
    return merges;
  } catch (thrown) {
    // What a run contained is told where it is known, and takes nothing from the run where it is not.
    if (thrown instanceof GroundworkError) return undefined;
    throw thrown;
  }
}

async function isMissingIn(commit: CommitId, standing: ReadonlySet<CommitId>, git: FlowPorts["git"]): Promise<boolean> {
  for (const each of standing) if (!(await isWithin(commit, each, git))) return true;
  return false;
}
