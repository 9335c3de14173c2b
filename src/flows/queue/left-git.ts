import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";
import { mayStand } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { isSeenWithin, reachedOf } from "../selection/index.ts";

/**
 * Names of environments that stand and that the newest commit of a branch does not declare any more. Those that a run brought up from
 * elsewhere are none of them: the branch has not removed what it never had.
 */
export async function leftGit(
  tip: CommitId,
  { git, history, reach }: Pick<FlowPorts, "git" | "history" | "reach">,
): Promise<readonly string[]> {
  const declared = new Set(await new DeclarationIndex(await git.treeOf(tip)).names());
  const { runs } = await history.lastRuns();
  const found: string[] = [];
  for (const [name, run] of runs)
    if (mayStand(run) && !declared.has(name) && (await isSeenWithin(run.commit, tip, git))) found.push(name);
  return (await reachedOf(found, reach)).toSorted();
}
