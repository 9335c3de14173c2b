import type { UndeclaredStack } from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { LastRun, LastRuns } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { isSeenWithin } from "../selection/index.ts";

/**
 * Stacks that hold resources and that the commit does not declare: those whose folder was removed in its history, and orphans, whose folder
 * vanished in any other way. None of them is destroyed by itself.
 *
 * @param names of stacks that the states hold
 */
export async function undeclaredStacks(
  names: readonly string[],
  head: CommitId,
  { runs, lost }: LastRuns,
  { git }: Pick<FlowPorts, "git">,
): Promise<readonly UndeclaredStack[]> {
  const declared = new Set(await new DeclarationIndex(await git.treeOf(head)).names());
  const found = names.filter((name) => !declared.has(name)).toSorted();
  return await Promise.all(
    found.map(async (name): Promise<UndeclaredStack> => {
      const run = runs.get(name);
      if (!run && lost.length > 0)
        return { name, kind: "unknown", because: `records that may be of its runs cannot be read: ${lost.join(", ")}` };
      if (!run) return { name, kind: "orphan", because: "no run of it is on record, and nothing declares it" };
      return { name, ...(await stateOf(run, head, git)) };
    }),
  );
}

async function stateOf(run: LastRun, head: CommitId, git: FlowPorts["git"]): Promise<Omit<UndeclaredStack, "name">> {
  const short = run.commit.slice(0, 7);
  if (run.lostSince.length > 0)
    return {
      kind: "unknown",
      because: `records that may be of a later run of it cannot be read: ${run.lostSince.join(", ")}`,
    };
  const why = `its ${run.verb} of ${short} is not in the history of this commit`;
  if (await isSeenWithin(run.commit, head, git))
    return {
      kind: "removed",
      because:
        run.verb === "destroy"
          ? `its folder was removed, and its destroy at ${short} has not taken all of it away`
          : `its folder was removed after its up of ${short}`,
    };
  // A history that was cut off may hold it further back.
  if (git.checkout.shallow)
    return { kind: "unknown", because: `${why} as far as this shallow clone has it: git fetch --unshallow origin` };
  return { kind: "orphan", because: `${why}: the branch was rewritten, or it stands on another one` };
}
