import { createRequire } from "node:module";
import { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import {
  type FromProgram,
  type HeldRun,
  type ImportedModules,
  lineDescriptor,
  lineVariable,
  pipeDescriptor,
  type ToProgram,
} from "../process/held-program.ts";
import { usePipe } from "./monitor-pipe.ts";
import { rehearse } from "./rehearse.ts";
import { warmUp } from "./warm-up.ts";

/** Whoever waits for the process has told it its run by then. */
const idleMilliseconds = 30;

/** A process that does not come to the end of a rehearsal is none for a run: the engine starts another. */
const longestRehearsal = 10_000;

/**
 * Waits for the run that this process is for, unless it was started for one, and takes on its arguments, folder and
 * environment.
 *
 * The line to the engine stays open without keeping the process alive: when the engine is gone, the process and all that it
 * has started go too. Processes that a program starts with the same arguments have no line, and are not held.
 */
export async function hold(): Promise<void> {
  const connected = process.env[lineVariable];
  if (connected === undefined) return;
  delete process.env[lineVariable];
  const line = new Socket({ fd: lineDescriptor, readable: true, writable: true });
  line.once("error", endGroup);
  line.once("close", endGroup);
  if (connected === "run, served") askOverPipe(process.argv);
  if (connected === "held") takeOn(await toldRun(line));
  // It has to be read for its end to be noticed.
  line.resume();
  line.unref();
}

/** Warms the process until it is told its run. What makes only the first steps faster is done when there is time for it. */
async function toldRun(line: Socket): Promise<HeldRun> {
  const [launcher, tellLauncher] = later<string>();
  const [modules, tellModules] = later<ImportedModules>();
  const [run, tellRun] = later<HeldRun>();
  const answer = (message: FromProgram) => line.write(`${JSON.stringify(message)}\n`);
  onEachLine(line, (text) => {
    const message = JSON.parse(text) as ToProgram;
    if ("launcher" in message) tellLauncher(message.launcher);
    else if ("modules" in message) tellModules(message.modules);
    else tellRun(message.run);
  });

  const sdk = createRequire(await launcher);
  answer({ warm: await warmUp(sdk, modules) });
  const isIdle = await Promise.race([run.then(() => false), pause(idleMilliseconds, true)]);
  let isTold = false;
  void run.then(() => (isTold = true));
  if (isIdle) {
    const end = setTimeout(endGroup, longestRehearsal);
    await rehearse(sdk, () => isTold);
    clearTimeout(end);
  }
  answer({ rehearsed: isIdle });
  const told = await run;
  answer({ taken: true });
  return told;
}

function later<T>(): readonly [promise: Promise<T>, resolve: (value: T) => void] {
  let tell: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (tell = resolve));
  return [promise, tell];
}

function takeOn({ args, folder, environment, served }: HeldRun): void {
  if (served) askOverPipe(args);
  if (process.cwd() !== folder) process.chdir(folder);
  Object.assign(process.env, environment);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
}

/** The launcher is told the monitor's address, and forgets its arguments. */
function askOverPipe(args: readonly string[]): void {
  const address = args[args.indexOf("--monitor") + 1] ?? "";
  usePipe(address, new Socket({ fd: pipeDescriptor, readable: true, writable: true }));
}

function onEachLine(line: Socket, onLine: (text: string) => void): void {
  let rest = "";
  line.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const each of lines) onLine(each);
  });
}

function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Not the leader of a group, as when somebody else started it.
    process.exit(1);
  }
}
