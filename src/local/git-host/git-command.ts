import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { GitFailed, GitMissing } from "./errors.ts";

/** The default `PATH` for `git`: where packages of Linux and macOS install it. */
export const usualSearchPath = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export interface GitCommand {
  readonly args: readonly string[];
  readonly searchPath?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts `git` with a clean environment, so that the user's configuration and hooks do not change a server's answers.
 */
export function startGit({ args, searchPath = usualSearchPath, environment = {} }: GitCommand): GitProcess {
  return spawn("git", [...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: searchPath,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C",
      ...environment,
    },
  });
}

/**
 * Runs `git` to its end and returns what it printed.
 *
 * @throws {GitFailed} with its own words when it ends with an error.
 * @throws {GitMissing}
 */
export async function runGit(command: GitCommand): Promise<string> {
  const child = startGit(command);
  const ended = exitOf(child, command.searchPath);
  child.stdin.end();
  const [printed, words, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (exitCode !== 0) throw new GitFailed({ args: command.args, exitCode, words });
  return printed;
}

/** Resolves with the exit code once the process and its streams are done; a signal counts as 128. */
export function exitOf(child: GitProcess, searchPath = usualSearchPath): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause: NodeJS.ErrnoException) => {
      reject(cause.code === "ENOENT" ? new GitMissing({ searchPath }, { cause }) : cause);
    });
    child.once("close", (code) => resolve(code ?? 128));
  });
}
