import { Socket } from "node:net";
import { type FromProgram, type HeldRun, lineDescriptor, lineVariable, type ToProgram } from "../held-program.ts";
import { warmUp } from "./warm-up.ts";

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
  if (connected === "held") takeOn(await toldRun(line));
  // It has to be read for its end to be noticed.
  line.resume();
  line.unref();
}

async function toldRun(line: Socket): Promise<HeldRun> {
  const answer = (message: FromProgram) => line.write(`${JSON.stringify(message)}\n`);

  const run = await new Promise<HeldRun>((resolve) => {
    onEachLine(line, (text) => {
      const message = JSON.parse(text) as ToProgram;
      if ("run" in message) resolve(message.run);
      else void warmUp(message.warmUp).then(answer);
    });
  });
  answer({ taken: true });
  return run;
}

function takeOn({ args, folder, environment }: HeldRun): void {
  if (process.cwd() !== folder) process.chdir(folder);
  Object.assign(process.env, environment);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
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
