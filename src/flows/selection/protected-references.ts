import { formatIssue } from "../../environment/index.ts";
import type { Branches } from "../../forge/index.ts";
import type { CommitId, Repository } from "../../git/index.ts";
import { promotionPath, type References, readReferences } from "../../promotion/index.ts";
import { InvalidPromotion } from "../errors.ts";
import type { Arrival } from "../ports.ts";
import { mainLineOf } from "./select-range.ts";

export type ReferencesSource = Pick<Repository, "resolve" | "treeOf" | "checkout">;

/** What the protected branch says of the branches and tags that reach environments. */
export interface ProtectedReferences {
  readonly references: References;
  /** Whether the branch that was asked about is the protected one. */
  readonly isOwn: boolean;
}

/**
 * Reads which branches and tags reach which environments from the protected branch as the clone has it: from the main line, or from the
 * branch itself where neither the clone nor the forge has one.
 *
 * @throws {InvalidPromotion} where that file is wrong, unless the commits are a change that is looked at before it comes to that branch: so it
 *   can be mended
 */
export async function protectedReferences(
  { as, branch }: Arrival,
  git: ReferencesSource,
  branches: Branches | undefined,
): Promise<ProtectedReferences> {
  const { commit, isOwn } = await protectedTip(branch, git, branches);
  const reading = commit === undefined ? undefined : await readReferences(await git.treeOf(commit));
  if (!reading) return { references: [], isOwn };
  if (reading.ok) return { references: reading.value, isOwn };
  if (isOwn && as === "change") return { references: [], isOwn };
  throw new InvalidPromotion({ file: promotionPath, issues: reading.issues.map(formatIssue) });
}

/** What the file of a commit said; `undefined` where it had none, and where that was wrong. */
export async function referencesAt(
  commit: CommitId,
  git: Pick<ReferencesSource, "treeOf">,
): Promise<References | undefined> {
  const reading = await readReferences(await git.treeOf(commit));
  return reading?.ok ? reading.value : undefined;
}

interface ProtectedTip {
  readonly commit?: CommitId;
  readonly isOwn: boolean;
}

async function protectedTip(
  branch: string | undefined,
  git: ReferencesSource,
  branches: Branches | undefined,
): Promise<ProtectedTip> {
  const mainLine = await mainLineOf(git);
  if (mainLine) return { commit: mainLine.commit, isOwn: branchNamed(mainLine.name, git) === branch };
  const onForge = branches && (await mainLineOnForge(branch, branches));
  if (onForge !== undefined) return { commit: onForge, isOwn: false };
  return branch === undefined ? { isOwn: true } : { commit: await git.resolve(branch), isOwn: true };
}

/** A clone of one branch alone, as some CIs make it, does not have the main line. */
async function mainLineOnForge(branch: string | undefined, branches: Branches): Promise<CommitId | undefined> {
  for (const name of ["main", "master"]) {
    if (name === branch) return undefined;
    const reference = `refs/heads/${name}`;
    const commit = branches.fetch ? await branches.fetch(reference) : await branches.read(reference);
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/** The branch that a revision names; `undefined` of a commit. */
export function branchNamed(revision: string, { checkout }: Pick<Repository, "checkout">): string | undefined {
  const name = revision.replace(/^(?:refs\/heads\/|(?:refs\/remotes\/)?origin\/)/, "");
  if (name === "HEAD") return revision === "HEAD" ? checkout.branch : checkout.mainBranch;
  return /^[0-9a-f]{7,64}$/.test(name) || /[~^:@]/.test(name) ? undefined : name;
}
