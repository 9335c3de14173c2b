import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { RunningProvider } from "../../../provider-source.ts";
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
  /** Shows the user each line that the plugin prints. Otherwise its last lines are shown when it fails. */
  readonly talksToUser?: boolean;
  /** Calls in both directions take our own HTTP/2 client and server instead of `@grpc/grpc-js`. */
  readonly lightGrpc?: boolean;
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
  // Loaded here, so that runs without a plugin do not load gRPC.
  const { serveEngineHost } = await import("./engine-host.ts");
  const lightGrpc = plugin.lightGrpc ?? false;
  const host = await serveEngineHost(log, lightGrpc);
  const child = spawn(plugin.command, [...plugin.args, host.address], {
    cwd: plugin.workingFolder,
    env: plugin.environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const released = child.pid === undefined ? () => undefined : endWithEngine(child.pid);
  const output = outputOf(child.stderr, plugin.talksToUser ? log : undefined);
  // A write to a plugin that has ended fails here; `ended` reports its end.
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
      plugin: { name: plugin.name, folder: plugin.folder, engineAddress: host.address, lightGrpc, ended },
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
      // `close` comes after the last output, which the error quotes.
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

/** Sends SIGTERM to the plugin's process group, and SIGKILL to processes of the group that are left after the grace period. */
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
  // A plugin that ignores SIGTERM, or a process that it started and left behind.
  signalGroup(child.pid, "SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // No process of the group is left.
  }
}
