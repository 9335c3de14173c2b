import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { NewCommit } from "./forge-world.ts";

const run = promisify(execFile);

export interface ScratchClone {
  readonly folder: string;
  git(...args: readonly string[]): Promise<string>;
  /** Commits and pushes to the address of its author. */
  commit(commit: NewCommit, author: { readonly name: string; readonly email: string }, push: string): Promise<string>;
  remove(): Promise<void>;
}

/** A clone in which people of a test make their commits. @param url with credentials, if it needs any */
export async function scratchClone(url: string): Promise<ScratchClone> {
  const top = await mkdtemp(path.join(tmpdir(), "groundwork-forge-"));
  const folder = path.join(top, "clone");
  const environment = {
    PATH: process.env["PATH"],
    HOME: top,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
  const git = async (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    (await run("git", [...args], { cwd, env: { ...environment, ...env } })).stdout.trim();
  await git(top, ["clone", "--quiet", url, folder]);
  let count = 0;
  return {
    folder,
    git: (...args) => git(folder, args),
    async commit({ branch, from = "main", ...change }, { name, email }, push) {
      await git(folder, ["fetch", "--quiet", "--prune", "origin"]);
      const known = await git(folder, ["rev-parse", "--verify", "--quiet", `refs/remotes/origin/${branch}`]).catch(
        () => from,
      );
      const start =
        known === from ? await git(folder, ["rev-parse", `refs/remotes/origin/${from}`]).catch(() => from) : known;
      await git(folder, ["checkout", "--quiet", "--detach", start]);
      count++;
      for (const [name, content] of Object.entries(change.files ?? { [`file-${count}.txt`]: `${count}\n` })) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        if (content === undefined) await rm(file);
        else await writeFile(file, content);
      }
      await git(folder, ["add", "--all"]);
      const identity = {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: `2026-01-01T00:00:${count % 60}+05:30`,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
      };
      await git(folder, ["commit", "--quiet", "--message", change.message ?? `Change number ${count}`], identity);
      const commit = await git(folder, ["rev-parse", "HEAD"]);
      await git(folder, ["push", "--quiet", push, `${commit}:refs/heads/${branch}`]);
      return commit;
    },
    remove: () => rm(top, { recursive: true, force: true }),
  };
}
