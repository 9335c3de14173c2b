import { git, inCheckout, isAncestor, type Person } from "./bare-git.ts";

export interface MergeOfCommits {
  /** The bare repository. */
  readonly folder: string;
  readonly base: string;
  readonly head: string;
  readonly by: Person;
}

const headOf = async (checkout: string) => await git(checkout, ["rev-parse", "HEAD"]);

/** A commit of both, also where the base could be moved to the head. */
export async function mergeCommit({ folder, base, head, by }: MergeOfCommits, message: string): Promise<string> {
  return await inCheckout(folder, base, async (checkout) => {
    await git(checkout, ["merge", "--quiet", "--no-ff", "-m", message, head], by);
    return await headOf(checkout);
  });
}

/** The head's commits on top of the base: the very same ones where they are there already. */
export async function rebased({ folder, base, head, by }: MergeOfCommits): Promise<string> {
  if (await isAncestor(folder, base, head)) return head;
  return await inCheckout(folder, head, async (checkout) => {
    await git(checkout, ["rebase", "--quiet", base], by);
    return await headOf(checkout);
  });
}

/** One new commit on the base with everything that the head changes. */
export async function squashed({ folder, base, head, by }: MergeOfCommits, message: string): Promise<string> {
  return await inCheckout(folder, base, async (checkout) => {
    await git(checkout, ["merge", "--quiet", "--squash", head], by);
    await git(checkout, ["commit", "--quiet", "--allow-empty", "-m", message], by);
    return await headOf(checkout);
  });
}
