import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  fetchOnlyThis,
  GitCommandFailed,
  installedGit,
  installedGitBytes,
  lacksAtomicPush,
  leasedPush,
  listedAt,
  remoteProblem,
  slownessLimits,
} from "../../git/executable/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { RecordUnreachable } from "../errors.ts";
import {
  type LostCommits,
  memoryRef,
  type NotesPlace,
  notesRef,
  placeName,
  rewrittenRef,
  secondRef,
} from "./record-refs.ts";

/** Where both references of the remote stand. */
export interface RecordTip {
  readonly kind: "whole";
  /** `undefined` before the first record. */
  readonly tip: string | undefined;
  /** At `tip`, or behind it where a job could not move both; `undefined` before the first record and in one of an earlier version. */
  readonly second: string | undefined;
}

/** The Git references of the remote's record, brought into the clone. */
export interface NotesRef {
  /**
   * Where they stand, with the objects of the tip in the clone.
   *
   * @throws {RecordUnreachable} in Git's own words.
   * @throws {RecordRewritten} when the commit that was seen last, or the second reference's, is not in its history.
   */
  latest(): Promise<RecordTip>;
  /** The commit of the record without bringing anything. */
  standsAt(): Promise<string | undefined>;
  /**
   * Moves the remote's references from where they are expected to a commit on top of the record.
   *
   * @throws {GitCommandFailed} when the remote refuses, also because a reference stands elsewhere by now.
   */
  push(commit: string, expected: RecordTip): Promise<void>;
  /** Makes a commit of what `git fast-import` reads. It is reachable until `use` has ended. */
  withCommit<T>(stream: (ref: string) => string, use: (commit: string) => Promise<T>): Promise<T>;
  git(args: readonly string[], input?: string): Promise<Buffer>;
}

/** While a job pushes, others may find the second reference, or what the clone remembers, before the record. In milliseconds. */
const looks = { most: 3, between: 200 };

export function notesRefOf(place: NotesPlace): NotesRef {
  const { folder, remote, environment } = place;
  const memory = memoryRef(place);
  const git = (...args: readonly string[]) =>
    installedGit({ args: ["-C", folder, ...slownessLimits, ...args], environment });
  const reaching = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (thrown) {
      if (!(thrown instanceof GitCommandFailed)) throw thrown;
      const problem = await remoteProblem(thrown, remote, git);
      throw new RecordUnreachable({ place: placeName(place), problem }, { cause: thrown });
    }
  };
  const commitAt = async (ref: string) =>
    (await git("for-each-ref", "--format=%(objectname)", ref)).trim() || undefined;
  const stand = async () => {
    const printed = await reaching(git("ls-remote", "--quiet", "--refs", remote, notesRef, secondRef));
    return { tip: listedAt(printed, notesRef), second: listedAt(printed, secondRef) };
  };
  const remember = (commit: string) => git("-c", "core.filesRefLockTimeout=30000", "update-ref", memory, commit);

  /** What is lost instead of where they stand, when anything is. */
  const look = async (): Promise<RecordTip | LostCommits> => {
    const [{ tip: listed, second }, seen] = await Promise.all([stand(), commitAt(memory)]);
    const compared = async (tip: string | undefined): Promise<RecordTip | LostCommits> => {
      const lost = async (commit: string | undefined) =>
        commit === tip || (commit !== undefined && tip !== undefined && (await isAncestor(git, commit, tip)))
          ? undefined
          : commit;
      const [lostSecond, lostSeen] = [await lost(second), await lost(seen)];
      if (lostSecond !== undefined || lostSeen !== undefined)
        return { kind: "lost", tip, second: lostSecond, seen: lostSeen };
      if (tip !== undefined && tip !== seen) await reaching(remember(tip));
      return { kind: "whole", tip, second };
    };
    if (listed === undefined || listed === seen) return await compared(listed);
    // The reference may have moved since it was asked for, so the answer is what was fetched.
    return await withTemporaryRef(place, "reading", async (ref) => {
      await reaching(git("fetch", ...fetchOnlyThis, remote, `+${notesRef}:${ref}`));
      return await compared((await git("rev-parse", "--verify", ref)).trim());
    });
  };
  return {
    standsAt: async () => (await stand()).tip,
    async latest() {
      for (let looked = 1; ; looked++) {
        const found = await look();
        if (found.kind === "whole") return found;
        if (looked === looks.most) throw rewrittenRef(place, found);
        await pause(looks.between);
      }
    },
    async push(commit, { tip, second }) {
      const moves = [
        { reference: notesRef, expected: tip, to: commit },
        { reference: secondRef, expected: second, to: commit },
      ];
      try {
        await git("push", "--quiet", "--atomic", ...leasedPush(remote, moves));
      } catch (thrown) {
        if (!lacksAtomicPush(thrown)) throw thrown;
        // The record first: a second reference alone would say that there was one.
        for (const move of moves) await git("push", "--quiet", ...leasedPush(remote, [move]));
      }
      await remember(commit);
    },
    withCommit: (stream, use) =>
      withTemporaryRef(place, "writing", async (ref) => {
        await installedGit({ args: ["-C", folder, "fast-import", "--quiet"], input: stream(ref), environment });
        return await use((await git("rev-parse", "--verify", ref)).trim());
      }),
    git: (args, input = "") => installedGitBytes({ args: ["-C", folder, ...args], input, environment }),
  };
}

/** Keeps objects from being collected while they are worked with. Other processes have references of their own. */
async function withTemporaryRef<T>(
  { folder, environment }: NotesPlace,
  use: "reading" | "writing",
  work: (ref: string) => Promise<T>,
): Promise<T> {
  const ref = `refs/groundwork/${use}/${process.pid}-${randomBytes(6).toString("hex")}`;
  return await cleaningUp(
    () => work(ref),
    () => installedGit({ args: ["-C", folder, "update-ref", "-d", ref], environment }),
  );
}

async function isAncestor(
  git: (...args: readonly string[]) => Promise<string>,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  try {
    await git("merge-base", "--is-ancestor", ancestor, commit);
    return true;
  } catch (thrown) {
    if (thrown instanceof GitCommandFailed) return false;
    throw thrown;
  }
}
