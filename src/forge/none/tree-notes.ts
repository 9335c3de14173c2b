import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { GitCommandFailed, installedGit, type RemoteRepository } from "../../git/executable/index.ts";
import { cleaningUp, retryDelay } from "../../lib/index.ts";
import type { BoardLimits } from "../board.ts";
import type { Branches } from "../branches.ts";
import { CommentTooLong, ForgeUnavailable } from "../errors.ts";
import { asForgeErrors } from "../git-failures.ts";
import type { TreeNotes } from "../tree-notes.ts";

/** `git notes --ref groundwork-previews show <tree>` reads one, once they are fetched. */
const previewNotes = "refs/notes/groundwork-previews";

/** Read as text, where HTML only stands in the way. */
const limits: BoardLimits = { commentBytes: 256 * 1024, dialect: "bitbucket" };

/** How often another writer may come first. */
const mostAttempts = 8;
const backoff = { first: 100, longest: 3000 };

/** Notes on one reference of the remote. What other writers add in between is kept: the push names the commit that it expects. */
export function treeNotes(remote: RemoteRepository, branches: Branches): TreeNotes {
  const { url, clone, environment } = remote;
  const git = (args: readonly string[], input = "") =>
    installedGit({ args: ["-C", clone, ...asGroundwork, ...args], input, environment });
  const show = `git fetch ${url} ${previewNotes}:${previewNotes} && git notes --ref groundwork-previews show`;
  return {
    limits,
    async ensureNote(tree, text) {
      const bytes = Buffer.byteLength(text);
      if (bytes > limits.commentBytes) throw new CommentTooLong({ forge: url, bytes, limit: limits.commentBytes });
      for (let attempt = 1; ; attempt++) {
        const tip = await branches.read(previewNotes);
        const done = await asForgeErrors({ forge: url }, () =>
          withTemporaryNotes(git, async (notes) => {
            if (tip !== undefined) await git(["fetch", ...onlyThis, "--", url, `+${previewNotes}:${notes}`]);
            const from = tip === undefined ? undefined : await git(["rev-parse", "--verify", notes]);
            const before = await git(["notes", "--ref", notes, "show", tree]).catch(missing);
            if (before === text) return "unchanged" as const;
            // A file would lose its empty lines.
            const blob = (await git(["hash-object", "-w", "--stdin"], text)).trim();
            await git(["notes", "--ref", notes, "add", "--force", "-C", blob, tree]);
            const to = (await git(["rev-parse", "--verify", notes])).trim();
            if (!(await branches.compareAndSwap(previewNotes, from?.trim(), to))) return undefined;
            return before === undefined ? ("created" as const) : ("updated" as const);
          }),
        );
        if (done) return { show: `${show} ${tree}`, done };
        if (attempt === mostAttempts)
          throw new ForgeUnavailable({
            forge: url,
            request: `push to ${previewNotes}`,
            what: "others were always faster",
          });
        await pause(retryDelay(attempt, backoff, Math.random()));
      }
    },
  };
}

const asGroundwork = [
  "-c",
  "user.name=Groundwork",
  "-c",
  "user.email=groundwork@localhost",
  "-c",
  "commit.gpgSign=false",
];

const onlyThis = ["--quiet", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap="];

/** Git ends with 1 where there is no note. */
function missing(thrown: unknown): undefined {
  if (thrown instanceof GitCommandFailed && thrown.data.exitCode === 1) return undefined;
  throw thrown;
}

/** `git notes` writes to references below `refs/notes/` alone. */
async function withTemporaryNotes<T>(
  git: (args: readonly string[]) => Promise<string>,
  work: (reference: string) => Promise<T>,
): Promise<T> {
  const reference = `refs/notes/groundwork-writing-${process.pid}-${randomBytes(6).toString("hex")}`;
  return await cleaningUp(
    () => work(reference),
    () => git(["update-ref", "-d", reference]),
  );
}
