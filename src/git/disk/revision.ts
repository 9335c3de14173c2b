import { UnknownRevision } from "../errors.ts";
import type { CommitId, Revision } from "../repository.ts";
import type { GitObjects } from "./git-objects.ts";
import { listReferences, readReference } from "./references.ts";

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
export function resolveRevision(revision: Revision, objects: GitObjects, context: RevisionContext): CommitId {
  const unknown = (cause?: unknown) =>
    new UnknownRevision(
      { revision, known: knownNames(objects), shallow: context.shallow },
      cause === undefined ? undefined : { cause },
    );
  try {
    const [, name = revision, steps = ""] = step.exec(revision) ?? [];
    let commit = objects.peel(named(name, objects, context));
    for (const [, sign, digits] of steps.matchAll(/([~^])(\d*)/g)) {
      const count = digits ? Number(digits) : 1;
      if (sign === "~") for (let back = 0; back < count; back++) commit = parentOf(commit, 1, objects);
      else if (!steps.includes("^{commit}")) commit = parentOf(commit, count, objects);
    }
    return commit;
  } catch (thrown) {
    throw unknown(thrown);
  }
}

function named(name: string, objects: GitObjects, { head }: RevisionContext): string {
  if (name === "HEAD" || name === "@") {
    if (!head) throw new Error("HEAD names no commit");
    return head;
  }
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toLowerCase();
  const id = readReference(objects.folders.common, name);
  if (id !== undefined) return id;
  if (!/^[0-9a-f]{4,39}$/i.test(name)) throw new Error("no branch and no tag has this name");
  const [only, ...others] = objects.commitsBeginningWith(name.toLowerCase());
  if (only === undefined || others.length > 0) throw new Error("it is the beginning of no commit, or of several");
  return only;
}

function parentOf(commit: CommitId, which: number, objects: GitObjects): CommitId {
  if (which === 0) return commit;
  const parent = objects.commit(commit).parents[which - 1];
  if (!parent) throw new Error(`${commit} has no parent number ${which}`);
  objects.commit(parent);
  return parent;
}

function knownNames({ folders }: GitObjects): readonly string[] {
  const local = listReferences(folders.common, "refs/heads/");
  const remote = listReferences(folders.common, "refs/remotes/origin/");
  return [...local, ...remote.map((name) => `origin/${name}`)].slice(0, 12);
}
