import { spawn } from "node:child_process";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import writeFileAtomic from "write-file-atomic";
import { cleaningUp, identityOf, isRunning, type ProcessIdentity } from "../../../../lib/index.ts";

export interface ContainerProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the container: working directory, pid file, logs. */
  readonly folder: string;
}

export interface ContainerProcess {
  /** Resolves with the exit code once the process is gone; 128 + signal for one that was killed. */
  readonly exited: Promise<number>;
  /** Asks the process and its children to end, and makes them after `graceMs`. Resolves when they are gone. */
  end(graceMs: number): Promise<void>;
}

const signalExitCodes: Readonly<Record<string, number>> = { SIGTERM: 143, SIGKILL: 137, SIGINT: 130 };

/** Starts a container's program as the head of a process group, with its output in `log` and its identity in `pid.json`. */
export async function startContainer(program: ContainerProgram): Promise<ContainerProcess> {
  await mkdir(program.folder, { recursive: true, mode: 0o700 });
  await rename(logFile(program.folder), previousLogFile(program.folder)).catch(() => undefined);
  const log = await open(logFile(program.folder), "a", 0o600);
  const child = await cleaningUp(
    () =>
      Promise.resolve(
        spawn(program.command, [...program.args], {
          cwd: program.folder,
          detached: true,
          env: program.environment,
          stdio: ["ignore", log.fd, log.fd],
        }),
      ),
    () => log.close(),
  );
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signalExitCodes[signal ?? ""] ?? 128));
    child.once("error", () => resolve(127));
  });
  const { pid } = child;
  if (pid !== undefined) await writeFileAtomic(pidFile(program.folder), JSON.stringify(await identityOf(pid)));
  return {
    exited,
    end: async (graceMs) => {
      if (pid === undefined) return;
      signalGroup(pid, "SIGTERM");
      const gone = await Promise.race([exited.then(() => true), sleep(graceMs, false, { ref: false })]);
      if (!gone) signalGroup(pid, "SIGKILL");
      await exited;
      // What the process started itself may have outlived it.
      signalGroup(pid, "SIGKILL");
      await rm(pidFile(program.folder), { force: true });
    },
  };
}

/** Ends what an earlier kubelet left running in a container's folder, if that very process still runs. */
export async function endLeftover(folder: string, graceMs: number): Promise<void> {
  const identity = await readIdentity(folder);
  if (identity !== undefined && (await isRunning(identity))) {
    signalGroup(identity.pid, "SIGTERM");
    for (const end = Date.now() + graceMs; Date.now() < end && (await isRunning(identity)); ) await sleep(20);
    if (await isRunning(identity)) signalGroup(identity.pid, "SIGKILL");
  }
  await rm(pidFile(folder), { force: true });
}

/** What a container has printed; of its run before the present one when `previous`. `undefined` when it never ran. */
export async function readLog(folder: string, previous: boolean): Promise<string | undefined> {
  return readFile(previous ? previousLogFile(folder) : logFile(folder), "utf8").catch(() => undefined);
}

async function readIdentity(folder: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(pidFile(folder), "utf8")) as ProcessIdentity;
  } catch {
    return undefined; // A missing or truncated file: the start of the process was never confirmed.
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

function pidFile(folder: string): string {
  return path.join(folder, "pid.json");
}

function logFile(folder: string): string {
  return path.join(folder, "log");
}

function previousLogFile(folder: string): string {
  return path.join(folder, "previous.log");
}
