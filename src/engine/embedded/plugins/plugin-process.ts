import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { RunningProvider } from "../../provider-source.ts";
import { type EngineHost, type PluginLog, serveEngineHost } from "./engine-host.ts";
import { ProviderDidNotStart } from "./errors.ts";

const startMilliseconds = 30_000;
const stopMilliseconds = 3_000;
const keptOutput = 4_000;

/** How to start a plugin; the address of the engine is added to its arguments. */
export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/**
 * Starts a process that prints the port of its gRPC server as its first line, as Pulumi's plugins do.
 *
 * It gets a process group of its own: a Ctrl-C on the terminal is for the engine, which lets running steps finish.
 * @throws {ProviderDidNotStart}
 */
export async function startPlugin(plugin: PluginCommand, onLog: PluginLog): Promise<RunningProvider> {
  const host = await serveEngineHost(onLog);
  const child = spawn(plugin.command, [...plugin.args, host.address], {
    cwd: plugin.folder,
    env: plugin.environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const output = keepOutput(child, onLog);
  // What is written to a plugin that ended is of no interest; its end is noticed otherwise.
  child.stdin?.on("error", () => undefined);
  try {
    const port = await portOf(child, plugin.command, output);
    return { address: `127.0.0.1:${port}`, stop: () => stop(child, host) };
  } catch (error) {
    await stop(child, host);
    throw error;
  }
}

async function portOf(child: ChildProcess, command: string, output: () => string): Promise<number> {
  const failed = (problem: string) => new ProviderDidNotStart({ command, problem, output: output() });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<number>((resolve, reject) => {
      timer = setTimeout(
        () => reject(failed(`it named no port within ${startMilliseconds / 1000} s`)),
        startMilliseconds,
      );
      child.once("error", (error) => reject(failed(error.message)));
      // `close` comes after everything that was written has been read, so that the error can say it.
      child.once("close", (code, signal) => reject(failed(`it ended with ${signal ?? `exit code ${code}`}`)));
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).once("line", (line) => {
        const port = Number(line.trim());
        if (Number.isInteger(port) && port > 0 && port < 65_536) resolve(port);
        else reject(failed("its first line is no port"));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The end of what a plugin wrote on its error output, which is told on as it comes. */
function keepOutput(child: ChildProcess, onLog: PluginLog): () => string {
  let kept = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    kept = (kept + text).slice(-keptOutput);
    for (const message of text.split("\n")) if (message.trim() !== "") onLog({ severity: 0, message, urn: "" });
  });
  return () => kept.trim();
}

async function stop(child: ChildProcess, host: EngineHost): Promise<void> {
  host.close();
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.stdin?.end();
  child.kill("SIGTERM");
  const timeout = new AbortController();
  await Promise.race([ended, delay(stopMilliseconds, undefined, { signal: timeout.signal }).catch(() => undefined)]);
  timeout.abort();
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await ended;
  }
}
