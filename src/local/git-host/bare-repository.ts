import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp } from "../../lib/index.ts";
import { runGit } from "./git-command.ts";

export interface BareRepository {
  /** Commit that the branch stands at; `undefined` for a repository without commits. */
  readonly head: string | undefined;
}

export interface WantedRepository {
  readonly folder: string;
  /** Default: `main`. */
  readonly branch?: string;
  /**
   * Makes the first commit out of the files below `folder`: all that its `.gitignore` does not name, or only `paths`.
   */
  readonly content?: {
    readonly folder: string;
    readonly paths?: readonly string[];
    readonly message?: string;
  };
  readonly searchPath?: string;
}

const author = { name: "Groundwork", email: "groundwork@localhost" };

/**
 * Makes a bare repository, with one commit of a folder's files when `content` is given. The folder itself is only read.
 *
 * @throws {GitFailed} when `git` refuses, for example because a path of `content` does not exist.
 */
export async function createBareRepository(wanted: WantedRepository): Promise<BareRepository> {
  const { folder, branch = "main", content, searchPath } = wanted;
  await mkdir(folder, { recursive: true });
  await runGit({
    args: ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`, folder],
    searchPath,
  });
  if (content === undefined) return { head: undefined };

  // An index of its own keeps the source folder, which may be a checkout with staged changes, untouched.
  const scratch = await mkdtemp(path.join(tmpdir(), "groundwork-index-"));
  return await cleaningUp(
    async () => {
      const git = (...args: string[]): Promise<string> =>
        runGit({
          args: [`--git-dir=${path.resolve(folder)}`, `--work-tree=${path.resolve(content.folder)}`, ...args],
          searchPath,
          environment: {
            GIT_INDEX_FILE: path.join(scratch, "index"),
            GIT_AUTHOR_NAME: author.name,
            GIT_AUTHOR_EMAIL: author.email,
            GIT_COMMITTER_NAME: author.name,
            GIT_COMMITTER_EMAIL: author.email,
          },
        });
      await git("-C", path.resolve(content.folder), "add", "--all", "--", ...(content.paths ?? ["."]));
      const tree = (await git("write-tree")).trim();
      const head = (await git("commit-tree", tree, "-m", content.message ?? "Start")).trim();
      await git("update-ref", `refs/heads/${branch}`, head);
      return { head };
    },
    () => rm(scratch, { recursive: true, force: true }),
  );
}
