import type { CommitId } from "../repository.ts";
import { GitCommandFailed, GitNotInstalled } from "./errors.ts";
import { type Environment, installedGit } from "./installed-git.ts";

/** A repository on disk, and the files that are checked out of it. */
export interface CheckedOut {
  /** Folder of HEAD and the index. */
  readonly own: string;
  /** Absent where the repository is bare. */
  readonly worktree?: string;
  readonly environment?: Environment | undefined;
}

/**
 * Paths that Git reports as different. A path that was removed from the index and is still on disk is in both lists.
 */
export interface Differences {
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
}

/**
 * How the files on disk differ from a commit, compared as Git does it: through filters, encodings and line ends, less what a
 * sparse checkout leaves out and what is marked to be taken for unchanged.
 *
 * `undefined` when there is no `git`, or it does not work here: its owner check, a filter that is not installed.
 */
export async function differencesByGit(
  place: CheckedOut,
  commit: CommitId,
  folders: readonly string[],
): Promise<Differences | undefined> {
  const below = folders.includes("") ? [] : ["--", ...folders];
  const plain = ["--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
  const [changed, untracked] = await Promise.all([
    asked(place, "diff", ...plain, commit, ...below),
    asked(place, "ls-files", "--others", "--exclude-standard", "-z", ...below),
  ]);
  return changed === undefined || untracked === undefined
    ? undefined
    : { changed: namesIn(changed), untracked: namesIn(untracked) };
}

/**
 * Whether Git looks at every file below the folders. Not in a sparse checkout, nor where files are marked skip-worktree or
 * assume-unchanged: those may be missing, or be different, without being a difference. `undefined` as above.
 */
export async function isWholeByGit(place: CheckedOut, folders: readonly string[]): Promise<boolean | undefined> {
  const listed = await asked(place, "ls-files", "-v", "-z", ...(folders.includes("") ? [] : ["--", ...folders]));
  return listed === undefined ? undefined : namesIn(listed).every((line) => !/^[a-zS] /.test(line));
}

/** Files below the folders that are marked skip-worktree, as a sparse checkout marks what it leaves out. `undefined` as above. */
export async function skippedByGit(
  place: CheckedOut,
  folders: readonly string[],
): Promise<readonly string[] | undefined> {
  const listed = await asked(place, "ls-files", "-t", "-z", ...(folders.includes("") ? [] : ["--", ...folders]));
  return listed === undefined
    ? undefined
    : namesIn(listed).flatMap((line) => (line.startsWith("S ") ? [line.slice(2)] : []));
}

/** The commit that a revision means, in all of Git's spellings. `undefined` when it means none, or as above. */
export async function revisionByGit(place: CheckedOut, revision: string): Promise<CommitId | undefined> {
  if (revision.startsWith("-")) return undefined;
  // Two steps, because everything after `:/` is search text, `^{commit}` included.
  const object = await asked(place, "rev-parse", "--verify", "--quiet", revision);
  if (object === undefined || !isId(object.trim())) return undefined;
  const commit = (await asked(place, "rev-parse", "--verify", "--quiet", `${object.trim()}^{commit}`))?.trim();
  return commit !== undefined && isId(commit) ? commit : undefined;
}

/**
 * Last values of settings of the person, in all files that Git reads here: of the system, of the user, of the clone, what these include, and
 * variables. `undefined` when there is no `git`, or it does not work here.
 */
export async function personByGit(
  place: CheckedOut,
): Promise<{ readonly name?: string; readonly email?: string } | undefined> {
  // Without a setting of that kind Git ends with 1, so that one is given that is always there.
  const known = ["-c", "user.groundwork=", "config", "--null", "--get-regexp", "^user\\.(name|email|groundwork)$"];
  const listed = await asked(place, ...known);
  if (listed === undefined) return undefined;
  const settings = new Map(
    namesIn(listed).map((each) => {
      const [key = "", ...lines] = each.split("\n");
      return [key, lines.join(" ").trim()] as const;
    }),
  );
  const [name, email] = [settings.get("user.name"), settings.get("user.email")];
  return { ...(name && { name }), ...(email && { email }) };
}

/**
 * Fetches objects that a partial clone was promised by its remote, as Git does when it needs them; a tree comes with all that
 * is below it but files.
 *
 * @throws {GitCommandFailed} in Git's own words.
 * @throws {GitNotInstalled}
 */
export async function fetchPromised(place: CheckedOut, remote: string, ids: readonly string[]): Promise<void> {
  const only = ["--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"];
  await installedGit({
    args: [...at(place), "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", remote, ...only],
    input: `${ids.join("\n")}\n`,
    environment: place.environment,
  });
}

async function asked(place: CheckedOut, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return await installedGit({ args: [...at(place), ...args], environment: place.environment });
  } catch (thrown) {
    if (thrown instanceof GitCommandFailed || thrown instanceof GitNotInstalled) return undefined;
    throw thrown;
  }
}

/** Git directory and work tree are passed explicitly, so that `GIT_DIR` and similar variables have no effect. */
function at({ own, worktree }: CheckedOut): readonly string[] {
  return worktree === undefined
    ? [`--git-dir=${own}`]
    : ["-C", worktree, `--git-dir=${own}`, `--work-tree=${worktree}`];
}

function namesIn(listed: string): readonly string[] {
  return listed.split("\0").filter((name) => name !== "");
}

const isId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
