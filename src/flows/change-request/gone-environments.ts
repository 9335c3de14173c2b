import type { ChangeRun } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";
import { type LastRuns, mayStand } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { isSeenWithin } from "../selection/index.ts";

/** What the commit of a run declares, compared with what is on record. */
export interface DeclaredByRun {
  readonly declared: ReadonlySet<string>;
  /** Whether nothing is left to do about an environment that failed in a run of `failedAt`: its folder was removed since, and nothing of it stands. */
  readonly isGone: (environment: string, failedAt: CommitId) => Promise<boolean>;
}

export async function declaredByRun(
  { commit }: Pick<ChangeRun, "commit">,
  { runs, lost }: LastRuns,
  { git }: Pick<FlowPorts, "git">,
): Promise<DeclaredByRun> {
  const declared = new Set(await new DeclarationIndex(await git.treeOf(commit)).names());
  const isGone = async (environment: string, failedAt: CommitId) => {
    if (declared.has(environment)) return false;
    const last = runs.get(environment);
    if (last ? mayStand(last) : lost.length > 0) return false;
    // An earlier commit, which a person has brought up again, declares less than a later one without a removal.
    return await isSeenWithin(failedAt, commit, git);
  };
  return { declared, isGone };
}
