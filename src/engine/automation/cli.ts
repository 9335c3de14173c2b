import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { messageOf } from "../../lib/index.ts";
import { CliBroken, CliMissing, CliTooNew, CliTooOld } from "./errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A Pulumi CLI of a version that is supported. */
export interface PulumiCli {
  /** Absolute path of the executable. */
  readonly file: string;
  /** Without the `v`. */
  readonly version: string;
}

/** Oldest version that the flags and settings of this adapter are known to work with, and the first that is not. */
export const supportedVersions = { from: "3.200.0", below: "4.0.0" };

/** Where Pulumi's own installer puts it, in Pulumi's home. */
export function installationFolder(environment: Environment): string | undefined {
  const { PULUMI_HOME: pulumiHome, HOME: home } = environment;
  return pulumiHome || (home && path.join(home, ".pulumi")) || undefined;
}

/**
 * The `pulumi` on the search path of an environment, else the one that is installed in Pulumi's home.
 *
 * @throws {CliMissing}, {@link CliTooOld}, {@link CliTooNew}, {@link CliBroken} each saying what to run.
 */
export async function findCli(environment: Environment): Promise<PulumiCli> {
  const installed = installationFolder(environment);
  const folders = [
    ...(environment["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== ""),
    ...(installed === undefined ? [] : [path.join(installed, "bin")]),
  ];
  const file = await firstExecutable(folders);
  if (file === undefined) throw new CliMissing({ lookedIn: folders });
  const { exitCode, stdout, stderr } = await runCli(file, ["version"], { environment });
  const version = /^v?(\d+\.\d+\.\d+\S*)/u.exec(stdout.trim())?.[1];
  if (exitCode !== 0 || version === undefined)
    throw new CliBroken({ file, problem: (stderr || stdout).trim() || `it ended with code ${exitCode}` });
  if (compareVersions(version, supportedVersions.from) < 0)
    throw new CliTooOld({ file, version, ...supportedVersions });
  if (compareVersions(version, supportedVersions.below) >= 0)
    throw new CliTooNew({ file, version, ...supportedVersions });
  return { file, version };
}

export interface CliRun {
  readonly environment: Environment;
  readonly cwd?: string;
  /** Text for its standard input, which is empty otherwise. */
  readonly input?: string;
  /** Asks it to finish what runs and to end, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

export interface CliEnd {
  /** `undefined` when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the CLI to its end.
 *
 * It gets a process group of its own: a Ctrl-C in the terminal must reach it once, from us, because the CLI takes the second
 * one as the wish to leave its running steps behind.
 */
export async function runCli(file: string, args: readonly string[], run: CliRun): Promise<CliEnd> {
  const child = spawn(file, args, {
    ...(run.cwd !== undefined && { cwd: run.cwd }),
    env: environmentOf(file, run.environment),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const interrupt = (): void => void child.kill("SIGINT");
  run.signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const ended = exitOf(child);
    // It may end without having read its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(run.input ?? "");
    const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { exitCode, stdout, stderr };
  } catch (error) {
    throw new CliBroken({ file, problem: messageOf(error) }, { cause: error });
  } finally {
    run.signal?.removeEventListener("abort", interrupt);
  }
}

async function exitOf(child: ChildProcess): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? undefined));
  });
}

/** The CLI finds the language hosts of its own version beside itself only when that folder is on the search path. */
function environmentOf(file: string, environment: Environment): NodeJS.ProcessEnv {
  return {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...environment,
    PATH: [path.dirname(file), environment["PATH"] ?? ""].join(path.delimiter),
  };
}

async function firstExecutable(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.resolve(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/** Numbers only: a pre-release counts as its release. */
function compareVersions(left: string, right: string): number {
  const numbers = (version: string) => version.split(/[.+-]/u, 3).map(Number);
  const [ours, theirs] = [numbers(left), numbers(right)];
  const differing = ours.findIndex((number, index) => number !== theirs[index]);
  return differing === -1 ? 0 : (ours[differing] ?? 0) - (theirs[differing] ?? 0);
}
