import { randomBytes } from "node:crypto";
import {
  type Environment,
  fetchOnlyThis,
  GitCommandFailed,
  installedGit,
  installedGitBytes,
  leasedPush,
  listedAt,
  remoteProblem,
  slownessLimits,
} from "../../git/executable/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { RecordRewritten, RecordUnreachable } from "../errors.ts";

/** A clone, and the remote of it that keeps the records. */
export interface NotesPlace {
  /** Folder of the clone. */
  readonly folder: string;
  /** Name of the remote. */
  readonly remote: string;
  /** Where Git takes credentials and settings from; this process's when left out. */
  readonly environment?: Environment;
}

/** `git log refs/notes/groundwork` reads it, once it is fetched. */
export const notesRef = "refs/notes/groundwork";

/** One Git reference of the remote, brought into the clone. */
export interface NotesRef {
  /**
   * The commit that the remote's reference stands at, with its objects in the clone; `undefined` before the first record.
   *
   * @throws {RecordUnreachable} in Git's own words.
   * @throws {RecordRewritten} when the commit that was seen last is not in its history.
   */
  latest(): Promise<string | undefined>;
  /** The same without bringing anything. */
  standsAt(): Promise<string | undefined>;
  /** References of the remote that runs leave beside their records, and that are never removed: without any record, they say that there was one. */
  traces(): Promise<readonly string[]>;
  /**
   * Moves the remote's reference from `expected` to a commit on top of it.
   *
   * @throws {GitCommandFailed} when the remote refuses, also because the reference stands elsewhere by now.
   */
  push(commit: string, expected: string | undefined): Promise<void>;
  /** Makes a commit of what `git fast-import` reads. It is reachable until `use` has ended. */
  withCommit<T>(stream: (ref: string) => string, use: (commit: string) => Promise<T>): Promise<T>;
  git(args: readonly string[], input?: string): Promise<Buffer>;
}

export function notesRefOf(place: NotesPlace): NotesRef {
  const { folder, remote, environment } = place;
  const memory = `refs/groundwork/record/${remote}`;
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
  const rewritten = (problem: string) =>
    new RecordRewritten({ place: placeName(place), problem, accept: `git update-ref -d ${memory}` });
  const commitAt = async (ref: string) =>
    (await git("for-each-ref", "--format=%(objectname)", ref)).trim() || undefined;
  const standsAt = async () => {
    return listedAt(await reaching(git("ls-remote", "--quiet", "--refs", remote, notesRef)), notesRef);
  };
  const remember = (commit: string) => git("-c", "core.filesRefLockTimeout=30000", "update-ref", memory, commit);

  /** The reference may have moved since it was asked for, so the answer is what was fetched. */
  const fetch = (seen: string | undefined) =>
    withTemporaryRef(place, "reading", async (ref) => {
      await reaching(git("fetch", ...fetchOnlyThis, remote, `+${notesRef}:${ref}`));
      const tip = (await git("rev-parse", "--verify", ref)).trim();
      if (seen !== undefined && !(await isAncestor(git, seen, tip)))
        throw rewritten(`${seen.slice(0, 7)}, which this clone has read, is not in its history`);
      await reaching(remember(tip));
      return tip;
    });
  return {
    standsAt,
    async latest() {
      const [tip, seen] = await Promise.all([standsAt(), commitAt(memory)]);
      if (tip === seen) return tip;
      if (tip === undefined) throw rewritten("it was removed");
      return await fetch(seen);
    },
    async traces() {
      const printed = await reaching(git("ls-remote", "--quiet", "--refs", remote, ...traceRefs));
      return printed.split("\n").flatMap((each) => each.split("\t")[1] ?? []);
    },
    async push(commit, expected) {
      await git("push", "--quiet", ...leasedPush(remote, [{ reference: notesRef, expected, to: commit }]));
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

/** Of leases, which every run takes that changes an environment, and of previews on a server without change requests. */
const traceRefs = ["refs/groundwork/leases/*", "refs/notes/groundwork-previews"] as const;

/** For messages: the URL of a remote may hold a password, its name does not. */
export function placeName({ remote }: NotesPlace): string {
  return `${notesRef} of ${remote}`;
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
