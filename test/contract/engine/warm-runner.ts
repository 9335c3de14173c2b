import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ProgramEnd, ProgramRunner, RunningProgram } from "../../../src/engine/embedded/index.ts";

const workerFile = fileURLToPath(new URL("program-worker.mjs", import.meta.url));

/** A worker and whoever waits for the end of its program. */
interface Worker {
  readonly process: ChildProcess;
  onEnd: (end: ProgramEnd) => void;
}

let idle: Worker | undefined;

/**
 * Runs a program's `index.js` in a worker that has loaded the SDK already: a fifth of the time that a process takes.
 *
 * For programs that behave; what a program can do to its process is tested with processes.
 */
export const warmRunner: ProgramRunner = {
  verify: () => undefined,
  start: async ({ stack, project, config, address, preview, parallel }) =>
    await startWarm({
      ...stack,
      parallel,
      address,
      engineAddress: address,
      preview,
      config: config.values,
      secretKeys: config.secretKeys,
      file: path.join(project.folder, "index.js"),
    }),
};

/** What a worker is told. */
export interface WarmRun {
  readonly project: string;
  readonly stack: string;
  readonly parallel: number;
  /** Of the resource monitor. */
  readonly address: string;
  readonly engineAddress: string;
  readonly preview: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** CommonJS module. */
  readonly file: string;
}

/** Runs a program in a warm worker. */
export async function startWarm(run: WarmRun): Promise<RunningProgram> {
  const worker = idle ?? (await startWorker());
  idle = undefined;
  const ended = new Promise<ProgramEnd>((resolve) => (worker.onEnd = resolve));
  worker.process.send(run);
  return { ended, stop: async () => await finish(worker, ended) };
}

async function startWorker(): Promise<Worker> {
  const child = fork(workerFile, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await once(child, "message");
  const worker: Worker = { process: child, onEnd: () => undefined };
  child.on("message", ({ failed }: { readonly failed: boolean }) => {
    // Only a worker that came to the end of its program is fit for another.
    idle = worker;
    worker.onEnd(failed ? { kind: "failed", told: true } : { kind: "finished" });
  });
  child.once("exit", () => worker.onEnd({ kind: "failed", told: false, reason: "The worker ended." }));
  // The tests may be over while a worker waits for work.
  child.unref();
  child.channel?.unref();
  process.once("exit", () => child.kill("SIGKILL"));
  return worker;
}

/** A program that waits for what failed never ends: its worker goes with it. */
async function finish(worker: Worker, ended: Promise<ProgramEnd>): Promise<void> {
  const limit = setTimeout(() => worker.process.kill("SIGKILL"), 300);
  await ended;
  clearTimeout(limit);
}
