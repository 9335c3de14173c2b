import type { Forge } from "../../forge/index.ts";
import { type CommitId, emptyTree, MissingHistory, type Repository, UnknownRevision } from "../../git/index.ts";
import { isReferenceName } from "../../promotion/index.ts";
import { newestOnForge } from "../change-request/index.ts";
import { NoSuchTag, TagNotOnBranch, TagReachesNothing } from "../errors.ts";
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
 * Where a line ends. The forge says where the branch is, and which commit a tag stands on; where it has no references, the clone does.
 *
 * @throws {ForgeUnavailable} {@link ForgeRefused} {@link NoSuchTag} {@link TagNotOnBranch} {@link MissingHistory}
 */
export async function endOfLine(
  { branch, tag }: Line,
  forge: Pick<Forge, "branches">,
  git: Repository,
): Promise<LineEnd> {
  const newest = await newestOnForge(branch, forge, git);
  if (tag === undefined) return { tip: newest, newest };
  const tip = await commitOfTag(tag, forge, git);
  if (!(await isOfBranch(tip, newest, git))) throw new TagNotOnBranch({ tag, commit: tip, branch });
  return { tip, newest };
}

/**
 * Refuses a tag that none of these environments takes.
 *
 * @throws {TagReachesNothing} {@link InvalidPromotion}
 */
export async function requireReaching(tag: string, names: readonly string[], reach: Reach): Promise<void> {
  const beyond = await reach.beyond(names);
  if (beyond.length < names.length) return;
  throw new TagReachesNothing({ tag, tags: [...new Set(beyond.flatMap(({ tags = [] }) => tags))].toSorted() });
}

/** An agent follows the forge's tag: of one that was never pushed there, or has moved since, only the infrastructure would come up. */
async function commitOfTag(tag: string, { branches }: Pick<Forge, "branches">, git: Repository): Promise<CommitId> {
  const reference = `refs/tags/${tag}`;
  // Git would read more than a name: what stands before the tag, for instance.
  if (!isReferenceName(tag)) throw new NoSuchTag({ tag, in: "either" });
  const id = branches?.fetch ? await branches.fetch(reference) : await branches?.read(reference);
  if (branches && id === undefined) throw new NoSuchTag({ tag, in: "forge" });
  try {
    return await git.resolve(id ?? reference);
  } catch (thrown) {
    if (!(thrown instanceof UnknownRevision)) throw thrown;
    throw new NoSuchTag({ tag, in: "clone" }, { cause: thrown });
  }
}

/** Steps after which is asked whether the commit is still ahead. */
const stepsBetweenLooks = 64;

/** A commit of another branch that was merged is in the history, and the branch itself never stood at it. */
async function isOfBranch(commit: CommitId, newest: CommitId, git: Repository): Promise<boolean> {
  let steps = 0;
  for (let at = newest; at !== emptyTree; at = await firstParent(at, git)) {
    if (at === commit) return true;
    if (steps++ % stepsBetweenLooks === 0 && !(await isWithin(commit, at, git))) {
      if (git.checkout.shallow) throw new MissingHistory({ commit, shallow: true, need: "What came before a tag" });
      return false;
    }
  }
  return false;
}
