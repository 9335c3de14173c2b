import { spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { clauseOf, cleaningUp, entryPoint, isRunning, makeFolder, signalProcess } from "../../../lib/index.ts";
import { buildIdentity, type Discovery, lockOwner, readDiscovery } from "../home/index.ts";
import { type ConsoleCall, callConsole } from "./console-client.ts";
import { daemonEnvironment } from "./daemon-environment.ts";
import { LocalCloudDidNotStart, LocalCloudDoesNotStop, LocalCloudRefused, LocalHomeNotWritable } from "./errors.ts";

export interface DaemonOptions {
  readonly home: string;
  /** `none`, `quick` (10 ms an operation) or `realistic`. */
  readonly latency?: "none" | "quick" | "realistic";
  /** Port of the console; a free one when left out. */
  readonly port?: number;
  /** The caller's. The process gets what of it cannot be a secret, see {@link daemonEnvironment}; nothing when left out. */
  readonly environment?: NodeJS.ProcessEnv;
}

const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 20_000;
const GOING_MILLISECONDS = 2_000;
const POLL_MILLISECONDS = 25;
/** Exit code of a process that found its home served by another one. */
const SERVED_ALREADY = 75;

/** The process that serves a home, if one does and has published itself. */
export async function runningDaemon(home: string): Promise<Discovery | undefined> {
  const [discovery, owner] = [await readDiscovery(home), await lockOwner(home)];
  return discovery !== undefined && owner?.pid === discovery.pid ? discovery : undefined;
}

/**
 * Sends a request to the console of a home's process; `undefined` when that process ended, or was stopped, before it
 * answered.
 *
 * @throws {LocalCloudRefused}, and the connection's error when a process that still serves the home does not answer.
 */
export async function askDaemon<Answer>(
  home: string,
  discovery: Discovery,
  call: ConsoleCall,
): Promise<Answer | undefined> {
  try {
    return await callConsole<Answer>(discovery, call);
  } catch (thrown) {
    if (thrown instanceof LocalCloudRefused) throw thrown;
    // A process that is ending drops its connections a while before it is gone.
    if (await isGoing(home, discovery).catch(() => false)) return undefined;
    throw thrown;
  }
}

async function isGoing(home: string, { pid }: Discovery): Promise<boolean> {
  for (const deadline = Date.now() + GOING_MILLISECONDS; Date.now() < deadline; await wait(POLL_MILLISECONDS))
    if ((await runningDaemon(home))?.pid !== pid) return true;
  return false;
}

/**
 * Starts the process of a home, or waits for the one that another caller is starting.
 *
 * A process that runs older code than the built one is replaced, unless a program is using it, so that a fix takes
 * effect at once.
 *
 * @throws {LocalCloudDidNotStart} {@link LocalHomeNotWritable}
 */
export async function ensureDaemon(options: DaemonOptions): Promise<Discovery> {
  const { home } = options;
  for (const deadline = Date.now() + START_MILLISECONDS; Date.now() < deadline; ) {
    const running = await runningDaemon(home);
    if (running !== undefined && ((await isCurrent(running)) || (await isInUse(home, running)))) return running;
    if (running !== undefined) await stopDaemon(home);
    if ((await lockOwner(home)) === undefined) await startDaemon(options);
    else await wait(POLL_MILLISECONDS);
  }
  throw new LocalCloudDidNotStart({ home, reason: `It did not answer within ${START_MILLISECONDS / 1000} s.` });
}

async function isCurrent({ build }: Discovery): Promise<boolean> {
  return build === (await buildIdentity());
}

async function isInUse(home: string, running: Discovery): Promise<boolean> {
  const status = await askDaemon<{ providers: number }>(home, running, { method: "GET", path: "/v1/status" });
  return status !== undefined && status.providers > 0;
}

/** Ends the process of a home with SIGTERM and waits for its end. @throws {LocalCloudDoesNotStop} */
export async function stopDaemon(home: string): Promise<void> {
  const owner = await lockOwner(home);
  if (owner === undefined) return;
  await signalProcess(owner, "SIGTERM");
  for (const deadline = Date.now() + STOP_MILLISECONDS; Date.now() < deadline; ) {
    if (!(await isRunning(owner))) return;
    await wait(POLL_MILLISECONDS);
  }
  throw new LocalCloudDoesNotStop({ home, pid: owner.pid });
}

/** @throws {LocalHomeNotWritable} */
async function openLog(home: string): Promise<FileHandle> {
  try {
    await makeFolder(home, 0o700);
    return await open(path.join(home, "local.log"), "a", 0o600);
  } catch (thrown) {
    throw new LocalHomeNotWritable({ home, problem: clauseOf(thrown) }, { cause: thrown });
  }
}

/** Spawns the process on its own, so that it outlives the caller, and returns when it answers or has left it to another one. */
async function startDaemon({ home, latency, port, environment = {} }: DaemonOptions): Promise<void> {
  const log = await openLog(home);
  return await cleaningUp(
    async () => {
      const { command, args } = entryPoint("local");
      const options = [
        "--home",
        home,
        ...(latency === undefined ? [] : ["--latency", latency]),
        ...(port === undefined ? [] : ["--port", String(port)]),
      ];
      const child = spawn(command, [...args, ...options], {
        cwd: home,
        env: daemonEnvironment(environment),
        detached: true,
        stdio: ["ignore", log.fd, log.fd, "ipc"],
      });
      const reason = await new Promise<string | undefined>((resolve) => {
        let refusal: string | undefined;
        child.once("error", (error) => resolve(error.message));
        child.on("message", (message) => {
          if (message === "ready") resolve(undefined);
          else refusal = (message as { message?: string }).message;
        });
        child.once("exit", (code, signal) =>
          resolve(code === SERVED_ALREADY ? undefined : (refusal ?? `It ended with ${signal ?? `exit code ${code}`}.`)),
        );
      });
      if (reason !== undefined) throw new LocalCloudDidNotStart({ home, reason });
      if (child.connected) child.disconnect();
      child.unref();
    },
    () => log.close(),
  );
}
