import { createRequire } from "node:module";
import { Socket } from "node:net";
import {
  type Connection,
  connectionVariable,
  type FromProgram,
  type HeldRun,
  type ImportedModules,
  lineDescriptor,
  pipeDescriptor,
  type ToProgram,
} from "../process/held-program.ts";
import { RepeatedRuns } from "../repeated-runs/repeat-runs.ts";
import { callsWaiting, usePipe, usePipeForRun } from "./monitor-pipe.ts";
import { rehearse } from "./rehearse.ts";
import { warmUp } from "./warm-up.ts";

/** An engine that waits for a process sends the run within this time after the process is warm. */
const idleMilliseconds = 30;

/** A rehearsal that takes longer hangs. The process ends then, and the engine starts another. */
const longestRehearsal = 10_000;

/** The process's end of the line to the engine. */
export interface Line {
  send(message: FromProgram): void;
}

/**
 * Waits for the run of a held process, and takes on the run's arguments, folder and environment.
 *
 * The line stays open without keeping the process alive: when the engine is gone, the line closes, and the process ends with
 * everything that it has started.
 *
 * @returns `undefined` in a process that the program itself has started with the same arguments: it has no line.
 */
export async function awaitRun(): Promise<Line | undefined> {
  const connection = process.env[connectionVariable] as Connection | undefined;
  if (connection === undefined) return undefined;
  delete process.env[connectionVariable];
  const socket = new Socket({ fd: lineDescriptor, readable: true, writable: true });
  socket.once("error", endGroup);
  socket.once("close", endGroup);
  const line: Line = { send: (message) => void socket.write(`${JSON.stringify(message)}\n`) };
  if (connection === "run, served") callOverPipe(process.argv);
  if (connection === "held") await heldUntilRun(socket, line);
  // Node reports the end of a socket only while the socket is read.
  socket.resume();
  socket.unref();
  return line;
}

/** Warms the process up, rehearses where there is time before the run comes, and takes on the run. */
async function heldUntilRun(socket: Socket, line: Line): Promise<void> {
  const launcher = deferred<string>();
  const modules = deferred<ImportedModules>();
  let run = deferred<HeldRun>();
  onEachLine(socket, (text) => {
    const message = JSON.parse(text) as ToProgram;
    if ("launcher" in message) launcher.resolve(message.launcher);
    else if ("modules" in message) modules.resolve(message.modules);
    else run.resolve(message.run);
  });

  const launcherFile = await launcher.promise;
  const sdk = createRequire(launcherFile);
  line.send({ warm: await warmUp(sdk, modules.promise) });
  const isIdle = await isIdleUntil(run.promise);
  let hasRun = false;
  void run.promise.then(() => (hasRun = true));
  if (isIdle) {
    const end = setTimeout(endGroup, longestRehearsal);
    await rehearse(sdk, () => hasRun);
    clearTimeout(end);
  }
  line.send({ rehearsed: isIdle });
  const first = await run.promise;
  line.send({ taken: true });
  if (!first.repeats) {
    takeOn(first);
    return;
  }
  const runs = await RepeatedRuns.of({
    launcher: launcherFile,
    marker: first.repeats.marker,
    sendOver: (over) => line.send({ over }),
    sendTrace: (trace) => line.send({ trace }),
    callsWaiting,
    async nextRun() {
      run = deferred<HeldRun>();
      socket.ref();
      const next = await run.promise;
      socket.unref();
      line.send({ taken: true });
      return next;
    },
    takeOn: (next) => takeOnAgain(next, runs.runIsOver),
  });
  takeOn(first);
  usePipeForRun(0, monitorIn(first.args), runs.runIsOver);
}

function takeOnAgain({ repeats, ...run }: HeldRun, onOver: () => void): void {
  takeOn({ ...run, served: false });
  usePipeForRun(repeats?.run ?? 0, monitorIn(run.args), onOver);
}

/** Leaves no timer behind: the first run of a process that repeats them begins without any. */
async function isIdleUntil(run: Promise<unknown>): Promise<boolean> {
  const idle = deferred<boolean>();
  const timer = setTimeout(() => idle.resolve(true), idleMilliseconds);
  const isIdle = await Promise.race([run.then(() => false), idle.promise]);
  clearTimeout(timer);
  return isIdle;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

function takeOn({ args, folder, environment, served }: HeldRun): void {
  if (served) callOverPipe(args);
  if (process.cwd() !== folder) process.chdir(folder);
  Object.assign(process.env, environment);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
}

function callOverPipe(args: readonly string[]): void {
  usePipe(monitorIn(args), new Socket({ fd: pipeDescriptor, readable: true, writable: true }));
}

/** The monitor's address, which the launcher's arguments name. */
function monitorIn(args: readonly string[]): string {
  return args[args.indexOf("--monitor") + 1] ?? "";
}

function onEachLine(socket: Socket, onLine: (text: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const each of lines) onLine(each);
  });
}

function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // The process leads no group, as when it was started by hand.
    process.exit(1);
  }
}
