import * as git from "isomorphic-git";
import { UnknownRevision } from "../errors.ts";
import type { CommitId, Revision } from "../repository.ts";
import type { GitObjects } from "./objects.ts";

/** What resolving needs beside objects. */
export interface RevisionContext {
  readonly head: CommitId | undefined;
  readonly shallow: boolean;
}

const step = /^(.+?)((?:[~^]\d*|\^\{commit\})+)$/;

/**
 * The commit that a revision names: a full or abbreviated id, `HEAD`, a branch, a tag, `origin/x`, each followed by any
 * number of `~n` and `^n`.
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
  try {
    const [, name = revision, steps = ""] = step.exec(revision) ?? [];
    let commit = await peel(await named(name, objects, context), objects);
    for (const [, sign, digits] of steps.matchAll(/([~^])(\d*)/g)) {
      const count = digits ? Number(digits) : 1;
      if (sign === "~") for (let back = 0; back < count; back++) commit = await parentOf(commit, 1, objects);
      else if (!steps.includes("^{commit}")) commit = await parentOf(commit, count, objects);
    }
    return commit;
  } catch (thrown) {
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
    if (!/^[0-9a-f]{4,39}$/i.test(name)) throw thrown;
    return git.expandOid({ ...objects.location, oid: name.toLowerCase() });
  }
}

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
