import { type ExecFileException, execFile } from "node:child_process";
import { type Clock, printable, systemClock } from "../../lib/index.ts";
import type { Credentials } from "../client/index.ts";
import {
  CredentialPluginAnswerUnusable,
  CredentialPluginFailed,
  CredentialPluginMissing,
  CredentialPluginNeedsTerminal,
} from "./errors.ts";
import { type PluginCredentials, type PluginSpec, problemOfSpec, readExecCredential } from "./exec-credential.ts";

/** Credentials that come from a program. Runs it when they are first needed, and again when they end. */
export interface CredentialPlugin {
  credentials(): Promise<Credentials>;
  /** The server refused them: the next call runs the program again. */
  forget(): void;
}

/** Runs the credential plugins of kubeconfigs. */
export interface CredentialPlugins {
  of(spec: PluginSpec): CredentialPlugin;
}

export interface CredentialPluginOptions {
  /** What a plugin sees of this process's environment: its `PATH`, its home, its login. */
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMilliseconds?: number;
  readonly clock?: Clock;
}

/** Credentials are renewed this long before they end: a request is under way for a while. */
const marginMilliseconds = 10_000;
const largestAnswer = 1024 * 1024;
const longestWords = 300;

/**
 * Runs plugins as programs with arguments, never through a shell, and without a terminal. Requests at the same time wait for
 * one run. Neither what a plugin prints nor what its environment holds reaches an error.
 *
 * The plugins' `credentials` throw {@link CredentialPluginMissing}, {@link CredentialPluginFailed},
 * {@link CredentialPluginAnswerUnusable} and {@link CredentialPluginNeedsTerminal}.
 */
export function credentialPlugins(options: CredentialPluginOptions): CredentialPlugins {
  const { clock = systemClock } = options;
  return {
    of: (spec) => {
      let known: PluginCredentials | undefined;
      let running: Promise<PluginCredentials> | undefined;
      return {
        credentials: async () => {
          const now = clock.now().getTime();
          if (known !== undefined && now < (known.expiresAt ?? Number.POSITIVE_INFINITY) - marginMilliseconds)
            return known.credentials;
          running ??= run(spec, options).finally(() => {
            running = undefined;
          });
          known = await running;
          return known.credentials;
        },
        forget: () => {
          known = undefined;
        },
      };
    },
  };
}

async function run(spec: PluginSpec, options: CredentialPluginOptions): Promise<PluginCredentials> {
  const at = { server: spec.server, plugin: spec.command };
  const problem = problemOfSpec(spec);
  if (problem !== undefined) throw new CredentialPluginAnswerUnusable({ ...at, problem });
  if (spec.wantsTerminal) throw new CredentialPluginNeedsTerminal(at);
  const answer = readExecCredential(await printedBy(spec, options), spec);
  if (typeof answer === "string") throw new CredentialPluginAnswerUnusable({ ...at, problem: answer });
  return answer;
}

function printedBy(spec: PluginSpec, options: CredentialPluginOptions): Promise<string> {
  const { server, command, args, environment, info, installHint } = spec;
  const { timeoutMilliseconds = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      {
        env: { ...options.environment, ...environment, KUBERNETES_EXEC_INFO: info },
        timeout: timeoutMilliseconds,
        killSignal: "SIGKILL",
        maxBuffer: largestAnswer,
        encoding: "utf8",
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (error.code === "ENOENT") {
          return reject(
            new CredentialPluginMissing({ server, plugin: command, installHint }, { cause: withoutOutput(error) }),
          );
        }
        const words = lastWords(stderr, Object.values(environment));
        const problem = problemOf(error, timeoutMilliseconds);
        return reject(new CredentialPluginFailed({ server, plugin: command, problem, words }));
      },
    );
    // A plugin that asks although it was told not to reads the end instead of waiting for an answer.
    child.stdin?.on("error", () => undefined).end();
  });
}

function problemOf({ code, killed, signal }: ExecFileException, timeoutMilliseconds: number): string {
  if (typeof code === "number") return `ended with exit code ${code}`;
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `printed more than ${largestAnswer / 1024} KiB`;
  if (code) return `could not be run (${code})`;
  return killed === true
    ? `did not end within ${timeoutMilliseconds / 1000} s`
    : `was ended by ${signal ?? "a signal"}`;
}

/** Node's error carries what the program printed. */
function withoutOutput({ message, code }: Error & { readonly code?: unknown }): Error {
  return Object.assign(new Error(message), { code });
}

/** The end of what a plugin wrote for people, without the values that the kubeconfig gives it. */
function lastWords(stderr: string, secrets: readonly string[]): string {
  const masked = secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), stderr);
  return printable(masked.trim().slice(-longestWords)).trim();
}
