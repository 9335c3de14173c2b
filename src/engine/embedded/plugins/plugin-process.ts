import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { RunningProvider } from "../../provider-source.ts";
import type { PluginLog } from "./engine-host.ts";
import { ProviderDidNotStart } from "./errors.ts";
import { type Output, outputOf } from "./plugin-output.ts";
import { endWithEngine } from "./watchdog.ts";

const defaultStartMilliseconds = 30_000;
const stopMilliseconds = 5_000;

/** How to start a plugin; the address of the engine is added to its arguments. */
export interface PluginCommand {
  /** As messages name it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Working directory: the program's. */
  readonly workingFolder: string;
  /** Folder of the plugin itself. */
  readonly folder: string;
  /** What it prints is for the user, as it comes; else it is shown only when the plugin breaks down. */
  readonly talksToUser?: boolean;
  readonly startMilliseconds?: number;
}

/**
 * Starts a process that prints the port of its gRPC server as its first line, as Pulumi's plugins do.
 *
 * It gets a process group of its own: a Ctrl-C on the terminal is for the engine, which lets running steps finish. The whole
 * group ends with {@link RunningProvider.stop}, and with the engine however that ends.
 * @throws {ProviderDidNotStart}
 */
export async function startPlugin(plugin: PluginCommand, log: PluginLog): Promise<RunningProvider> {
  // gRPC is loaded by runs that need a plugin, and by no command that only opens an engine.
  const { serveEngineHost } = await import("./engine-host.ts");
  const host = await serveEngineHost(log);
  const child = spawn(plugin.command, [...plugin.args, host.address], {
    cwd: plugin.workingFolder,
    env: plugin.environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const released = child.pid === undefined ? () => undefined : endWithEngine(child.pid);
  const output = outputOf(child.stderr, plugin.talksToUser ? log : undefined);
  // What is written to a plugin that ended is of no interest; its end is noticed otherwise.
  child.stdin.on("error", () => undefined);
  const ended = endOf(child, plugin.name, output);
  const stop = async () => {
    host.close();
    await endGroup(child);
    released();
  };
  try {
    const port = await portOf(child, plugin, output);
    return {
      address: `127.0.0.1:${port}`,
      plugin: { name: plugin.name, folder: plugin.folder, engineAddress: host.address, ended },
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function portOf(
  child: ChildProcess,
  { name, startMilliseconds = defaultStartMilliseconds, talksToUser }: PluginCommand,
  output: Output,
): Promise<number> {
  const failed = (problem: string) => new ProviderDidNotStart({ command: name, problem, output: output.tail() });
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
      const lines = createInterface({ input: child.stdout });
      lines.once("line", (line) => {
        lines.on("line", (later) => output.add(later, talksToUser ? "info" : undefined));
        const port = Number(line.trim());
        if (Number.isInteger(port) && port > 0 && port < 65_536) resolve(port);
        else reject(failed(`its first line is no port: ${JSON.stringify(line.slice(0, 200))}`));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

async function endOf(child: ChildProcess, name: string, output: Output): Promise<string> {
  const [code, signal] = await once(child, "exit").catch(() => [undefined, undefined]);
  await output.complete();
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  const tail = output.tail();
  return tail === "" ? `${name} ${how} and wrote nothing.` : `${name} ${how}. It wrote:\n${tail}`;
}

/** Asks the plugin and all that it started to end, and ends them when they do not. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.stdin?.end();
    signalGroup(child.pid, "SIGTERM");
    const timeout = new AbortController();
    await Promise.race([ended, delay(stopMilliseconds, undefined, { signal: timeout.signal }).catch(() => undefined)]);
    timeout.abort();
  }
  // What is left of the group: a plugin that does not listen, or something that it started and forgot.
  signalGroup(child.pid, "SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
