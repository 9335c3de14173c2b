import type { Forge } from "../../forge/index.ts";
import { type CommitId, emptyTree, type Repository } from "../../git/index.ts";
import { newestOnForge } from "../change-request/index.ts";
import { TagNotOnBranch } from "../errors.ts";
import type { FlowPorts, Reach } from "../ports.ts";
import { arriving, firstParent, isWithin, onBranch } from "../selection/index.ts";

/** A branch, or the part of it up to a tag. */
export interface Line {
  readonly branch: string;
  /** Name of a tag on a commit of the branch. Absent: all of the branch. */
  readonly tag?: string;
}

/** The same ports, for runs of a line. */
export function onLine<Ports extends Pick<FlowPorts, "git"> & { readonly reach?: Reach }>(
  { branch, tag }: Line,
  ports: Ports,
  forge: Pick<Forge, "branches"> = {},
): Ports & { readonly reach: Reach } {
  return tag === undefined ? onBranch(branch, ports, forge) : arriving({ as: "tag", branch, tag }, ports, forge);
}

/** Where a line ends. */
export interface LineEnd {
  /** The newest commit of the branch, or the one with the tag. */
  readonly tip: CommitId;
  /** The newest commit of the branch. */
  readonly newest: CommitId;
}

/**
 * Where a line ends. The forge says where the branch is, and the clone which commit a tag stands on: it can only choose among commits that
 * came to the branch.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link UnknownRevision} {@link TagNotOnBranch} {@link MissingHistory}
 */
export async function endOfLine(
  { branch, tag }: Line,
  forge: Pick<Forge, "branches">,
  git: Repository,
): Promise<LineEnd> {
  const newest = await newestOnForge(branch, forge, git);
  if (tag === undefined) return { tip: newest, newest };
  const tip = await git.resolve(`refs/tags/${tag}`);
  if (!(await isOfBranch(tip, newest, git))) throw new TagNotOnBranch({ tag, commit: tip, branch });
  return { tip, newest };
}

/** Steps after which is asked whether the commit is still ahead. */
const stepsBetweenLooks = 64;

/** A commit of another branch that was merged is in the history, and the branch itself never stood at it. */
async function isOfBranch(commit: CommitId, newest: CommitId, git: Repository): Promise<boolean> {
  let steps = 0;
  for (let at = newest; at !== emptyTree; at = await firstParent(at, git)) {
    if (at === commit) return true;
    if (steps++ % stepsBetweenLooks === 0 && !(await isWithin(commit, at, git))) return false;
  }
  return false;
}
