import * as git from "isomorphic-git";
import { UnknownRevision } from "../errors.ts";
import { type CheckedOut, revisionByGit } from "../executable/index.ts";
import type { CommitId, Revision } from "../repository.ts";
import type { GitObjects } from "./objects.ts";

/** What resolving needs beside objects. */
export interface RevisionContext {
  readonly head: CommitId | undefined;
  readonly shallow: boolean;
  readonly place: CheckedOut;
}

/** Names that mean the same everywhere: a branch, a tag, `origin/x`. What Git keeps apart for each worktree is none of them. */
const plain = /^(?!.*_HEAD$)[A-Za-z0-9][\w./-]*$/;
const step = /^(.+?)((?:[~^]\d*|\^\{(?:commit)?\})+)$/;

/**
 * The commit that a revision names, in all of Git's spellings where a `git` is installed. Without one: a full or abbreviated
 * id, `HEAD`, a branch, a tag, `origin/x`, each followed by any number of `~n`, `^n` and `^{}`.
 *
 * @throws {UnknownRevision}
 */
export async function resolveRevision(
  revision: Revision,
  objects: GitObjects,
  context: RevisionContext,
): Promise<CommitId> {
  const unknown = async (cause?: unknown) =>
    new UnknownRevision(
      { revision, known: await knownNames(objects), shallow: context.shallow },
      cause === undefined ? undefined : { cause },
    );
  const isPlain = plain.test(revision) && !isAbbreviation(revision);
  if (!isPlain && revision !== "HEAD" && revision !== "@") {
    const byGit = await revisionByGit(context.place, revision);
    if (byGit !== undefined) return byGit;
  }
  try {
    const [, name = revision, steps = ""] = step.exec(revision) ?? [];
    let commit = await peel(await named(name, objects, context), objects);
    for (const [, sign, digits] of steps.matchAll(/([~^])(\d*)(?!\{)/g)) {
      const count = digits ? Number(digits) : 1;
      if (sign === "~") for (let back = 0; back < count; back++) commit = await parentOf(commit, 1, objects);
      else commit = await parentOf(commit, count, objects);
    }
    return commit;
  } catch (thrown) {
    const byGit = isPlain ? await revisionByGit(context.place, revision).catch(() => undefined) : undefined;
    if (byGit !== undefined) return byGit;
    throw await unknown(thrown);
  }
}

async function named(name: string, objects: GitObjects, { head }: RevisionContext): Promise<string> {
  if (name === "HEAD" || name === "@") {
    if (!head) throw new Error("HEAD names no commit");
    return head;
  }
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toLowerCase();
  // As `git check-ref-format`: isomorphic-git would read files outside of the clone's references.
  if (name.includes("..") || name.startsWith("/")) throw new Error("a reference does not have such a name");
  try {
    return await git.resolveRef({ ...objects.location, ref: name });
  } catch (thrown) {
    if (!isAbbreviation(name)) throw thrown;
    return git.expandOid({ ...objects.location, oid: name.toLowerCase() });
  }
}

const isAbbreviation = (name: string): boolean => /^[0-9a-f]{4,39}$/i.test(name);

/** An annotated tag stands for the commit it names. */
async function peel(id: string, objects: GitObjects): Promise<CommitId> {
  return (await git.readCommit({ ...objects.location, oid: id })).oid;
}

async function parentOf(commit: CommitId, which: number, objects: GitObjects): Promise<CommitId> {
  if (which === 0) return commit;
  const parent = (await objects.commit(commit)).parent[which - 1];
  if (!parent) throw new Error(`${commit} has no parent number ${which}`);
  await objects.commit(parent);
  return parent;
}

async function knownNames(objects: GitObjects): Promise<readonly string[]> {
  const { fs, gitdir } = objects.location;
  const local = await git.listBranches({ fs, gitdir });
  const remote = await git.listBranches({ fs, gitdir, remote: "origin" });
  return [...local, ...remote.map((name) => `origin/${name}`)].slice(0, 12);
}
