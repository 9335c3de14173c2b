import { structuredPatch } from "diff";
import type { AffectedEnvironment, ChangedLines, CommitRange, LineRange, MergeTarget } from "../../change/index.ts";
import type { CommitId, CommitTree, Repository } from "../../git/index.ts";

/** In bytes. Longer files are not compared. */
const longestDeclaration = 1_000_000;

/**
 * Which lines of declarations and profiles a change touches, as its own commit has them. A file that the change removes has no lines.
 *
 * @param range {@link ownRange}: from the commit where the change left its branch to the change itself
 */
export async function changedLines(
  environments: readonly AffectedEnvironment[],
  { base, head }: CommitRange,
  git: Pick<Repository, "treeOf">,
): Promise<readonly ChangedLines[]> {
  const files = declarationsOf(environments);
  if (files.size === 0) return [];
  const [before, after] = [await git.treeOf(base), await git.treeOf(head)];
  const changed: ChangedLines[] = [];
  for (const [path, names] of files) {
    const now = await textOf(after, path);
    if (now === undefined) continue;
    const ranges = rangesOf((await textOf(before, path)) ?? "", now);
    if (ranges.length > 0) changed.push({ path, environments: names, ranges });
  }
  return changed;
}

/** By path, the environments that a changed declaration or profile is a reason for. */
function declarationsOf(environments: readonly AffectedEnvironment[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { name, reasons } of environments)
    for (const reason of reasons) {
      const isDeclaration = reason.kind === "own-file" && reason.path.endsWith("/environment.yaml");
      if (!isDeclaration && reason.kind !== "profile") continue;
      files.set(reason.path, [...(files.get(reason.path) ?? []), name]);
    }
  return files;
}

/** What the change itself did, whose lines are those of its own files also where a merge was previewed. */
export async function ownRange(
  { base }: CommitRange,
  change: CommitId,
  target: MergeTarget | undefined,
  git: Pick<Repository, "mergeBase">,
): Promise<CommitRange> {
  return { base: target?.merged ? await git.mergeBase(target.commit, change) : base, head: change };
}

/** Neighbouring lines are one range. */
export function rangesOf(before: string, after: string): readonly LineRange[] {
  const lines = Math.max(1, after.split("\n").length - (after.endsWith("\n") ? 1 : 0));
  return structuredPatch("", "", before, after, "", "", { context: 0 }).hunks.map(({ newStart, newLines }) => {
    const first = Math.min(Math.max(1, newStart), lines);
    return { first, last: Math.min(first + Math.max(0, newLines - 1), lines) };
  });
}

async function textOf(tree: CommitTree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path);
  return bytes === undefined || bytes.length > longestDeclaration ? undefined : Buffer.from(bytes).toString("utf8");
}
