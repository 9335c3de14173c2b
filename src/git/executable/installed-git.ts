import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { GitCommandFailed, GitNotInstalled } from "./errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string;
  /** Variables of the caller; those of this process when left out. */
  readonly environment?: Environment | undefined;
}

/** Variables that make Git use another repository than the one that a call names. Git sets them for hooks. */
const ofAnotherRepository = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_NAMESPACE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];

/** No programs from the repository's configuration, no password prompts, and paths are never patterns. */
const quietly = [
  "--no-optional-locks",
  "--literal-pathspecs",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.askPass=",
  "-c",
  "credential.interactive=false",
];

/** Bytes of the output that an error keeps. */
const keptOutput = 4_096;

/**
 * Runs the `git` on PATH to its end and answers what it printed.
 *
 * @throws {GitNotInstalled}
 * @throws {GitCommandFailed} with Git's own words when it ends with an error.
 */
export async function installedGit(call: GitCall): Promise<string> {
  return (await installedGitBytes(call)).toString("utf8");
}

/** As {@link installedGit}, for contents that are no text, or larger than a string may be. */
export async function installedGitBytes({ args, input = "", environment }: GitCall): Promise<Buffer> {
  const child = spawn("git", [...quietly, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    ...(environment !== undefined && { env: cleared(environment) }),
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "ENOENT" ? new GitNotInstalled({ cause }) : cause),
    );
    child.once("close", (code) => resolve(code ?? 128));
  });
  // Git may end before it has read its whole input; its exit code and message then say why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [printed, words, exitCode] = await Promise.all([buffer(child.stdout), text(child.stderr), exited]);
  if (exitCode !== 0)
    throw new GitCommandFailed({
      command: args.join(" "),
      exitCode,
      words: withoutCredentials(words),
      printed: withoutCredentials(printed.subarray(0, keptOutput).toString("utf8")),
    });
  return printed;
}

function cleared(environment: Environment): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !ofAnotherRepository.includes(name));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
}

/** Git's messages print a remote's URL as it is configured, which may contain a password. */
export function withoutCredentials(words: string): string {
  return words.replace(/([a-z][a-z0-9+.-]*:\/\/)[^@/\s]*@/gi, "$1").trim();
}
