import { type ExecFileException, execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp, type JsonObject, printable } from "../../lib/index.ts";
import { HelmFailed, HelmMissing } from "./errors.ts";
import type { HelmCaller } from "./helm-caller.ts";

/** One use of Helm, for one resource or function of a program. */
export interface Helm {
  /** Where relative paths of charts and files start. */
  readonly folder: string;
  /**
   * Runs `helm` with arguments, never through a shell.
   *
   * @param input of its standard input, for what must not be an argument
   * @returns what it printed
   * @throws {HelmMissing}, {@link HelmFailed}
   */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Runs another program of the caller the same way: a post-renderer. */
  pipe(command: string, args: readonly string[], input: string): Promise<string>;
  /** Writes a file that only this user can read and that is removed with the use. @returns its path */
  file(name: string, text: string): Promise<string>;
}

export interface HelmUse {
  readonly caller: HelmCaller | undefined;
  /** What needs Helm, for messages. */
  readonly token: string;
  /** Without it Helm reaches no cluster. */
  readonly kubeconfig?: JsonObject | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A chart's rendered objects can be large: a CustomResourceDefinition alone may be 1 MiB. */
const largestOutput = 256 * 1024 * 1024;
const longestWords = 2_000;

/** Lets `work` use Helm, with files that are removed afterwards. @throws {HelmMissing} */
export async function withHelm<Result>(use: HelmUse, work: (helm: Helm) => Promise<Result>): Promise<Result> {
  const { caller, token, kubeconfig, signal } = use;
  if (caller === undefined) throw new HelmMissing({ token });
  const scratch = await mkdtemp(path.join(tmpdir(), "groundwork-helm-"));
  const file = async (name: string, text: string): Promise<string> => {
    const at = path.join(scratch, name);
    await writeFile(at, text, { mode: 0o600 });
    return at;
  };
  const using = async (): Promise<Result> => {
    // An empty kubeconfig keeps Helm from the cluster that the user's own one names.
    const KUBECONFIG = await file("kubeconfig", JSON.stringify(kubeconfig ?? { apiVersion: "v1", kind: "Config" }));
    const environment = { ...caller.environment, KUBECONFIG };
    const run = (command: string, args: readonly string[], input = "") =>
      printedBy({ command, args, input, folder: caller.folder, environment, signal, token });
    return await work({
      folder: caller.folder,
      run: async (args, input) => await run("helm", args, input),
      pipe: async (command, args, input) => await run(command, args, input),
      file,
    });
  };
  return await cleaningUp(using, async () => await rm(scratch, { recursive: true, force: true }));
}

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly input: string;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly token: string;
}

function printedBy({ command, args, input, folder, environment, signal, token }: Run): Promise<string> {
  const named = command === "helm" ? (args.find((arg) => !arg.startsWith("-")) ?? "") : `post-renderer ${command}`;
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: environment,
      maxBuffer: largestOutput,
      encoding: "utf8" as const,
      ...(signal && { signal }),
    };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === "ENOENT" && command === "helm")
        return reject(new HelmMissing({ token }, { cause: bare(error) }));
      const words = wordsOf(stderr);
      return reject(new HelmFailed({ command: named, problem: problemOf(error), words }));
    });
    // A program that does not read its input breaks the pipe.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** Node's error carries what the program printed, which may hold the values of a chart. */
function bare({ message, code }: Error & { readonly code?: unknown }): Error {
  return Object.assign(new Error(message), { code });
}

function problemOf({ code, name }: Pick<ExecFileException, "code" | "name">): string {
  if (typeof code === "number") return `ended with exit code ${code}`;
  if (name === "AbortError") return "was ended, since its time was over or the run was cancelled";
  return code === undefined || code === null ? "was ended by a signal" : `could not be run (${code})`;
}

/** Helm repeats its error in a log line, and warns of what does not matter for the failure. */
function wordsOf(stderr: string): string {
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("WARNING:") && !line.startsWith("level=") && !line.startsWith("time="));
  return printable(lines.join(" ").slice(-longestWords))
    .trim()
    .replace(/^Error: /u, "")
    .replace(/\.$/u, "");
}
