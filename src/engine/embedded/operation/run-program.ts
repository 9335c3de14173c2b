import { setTimeout as delay } from "node:timers/promises";
import { cleaningUp } from "../../../lib/index.ts";
import type { ComponentOutputs, DeploymentContext, StepExecutor, StepGenerator } from "../deployment/index.ts";
import type { ProgramEnd, ProgramRunner, RunningProgram } from "../program/index.ts";
import type { ProjectSettings, ResolvedConfig } from "../stack/index.ts";
import { engineAnswers, type MonitorServer, ResourceMonitor, serveMonitor } from "./monitor/index.ts";

interface ProgramParts {
  readonly context: DeploymentContext;
  readonly executor: StepExecutor;
  readonly generator: StepGenerator;
  readonly outputs: ComponentOutputs;
  readonly project: ProjectSettings;
  readonly config: ResolvedConfig;
  readonly programs: ProgramRunner;
  readonly repeatable: boolean;
  readonly filesWithin?: string;
}

/** How long a program that knows that it is over may take to end by itself. */
const graceMilliseconds = 2_000;

/** The SDK's limit of parallel steps when `--parallel` is not given: none. */
const unlimited = 0x7fffffff;

/**
 * Runs the program until it has nothing left to say, then `afterwards` while the program still answers.
 *
 * A program that fails, or ends before it came to its end, is reported and stops the deployment: what it did not get to
 * register is not taken for unwanted.
 */
export async function runProgram(parts: ProgramParts, afterwards: () => Promise<void>): Promise<void> {
  const { context, executor, outputs, programs } = parts;
  const { events, stop } = context;
  const idle = signal();
  const over = signal();
  const session = new ResourceMonitor({
    ...parts,
    address: () => server.address,
    onProgramIdle: async () => {
      idle.resolve();
      await over.promise;
    },
  });
  const server: MonitorServer = await serveMonitor(
    session.answers,
    engineAnswers(events, () => session.wasRefused),
  );
  let program: RunningProgram | undefined;
  const run = async (): Promise<void> => {
    program = await programs.start({
      stack: context.stack,
      project: parts.project,
      config: parts.config,
      address: server.address,
      serve: (pipe, run) => server.serve(pipe, run),
      preview: context.preview,
      parallel: context.options.parallel ?? unlimited,
      repeatable: parts.repeatable,
      // Empty lines part what belongs to one terminal; here they would be messages that say nothing.
      onOutput: (line, stream) => {
        if (line.trim() !== "") events.diagnostic(stream === "stdout" ? "info" : "info#err", line);
      },
    });
    const end = await firstOf(program, idle.promise, stop.signal);
    if (end) report(end, outputs.stackRegistered && !session.tellsItsEnd, context);
    await executor.idle();
    if (!stop.reason) await afterwards();
  };
  await cleaningUp(run, async () => {
    over.resolve();
    // No provider is called any more, so that they end while the program does.
    if (!stop.reason) void context.registry.closeAll();
    // A program has its own words to say and its own files to remove at its end, unless it was cut short.
    if (stop.reason) server.close();
    else if (program) {
      const end = await Promise.race([program.ended, delay(graceMilliseconds, undefined, { ref: false })]);
      // The SDK says with its exit code alone that resources wait for each other, and so were never registered.
      if (end?.kind === "failed") report(end, false, context);
    }
    await program?.stop();
    server.close();
  });
}

/** `undefined` when the deployment stopped before the program did, or the program waits for its end. */
async function firstOf(
  { ended }: RunningProgram,
  idle: Promise<void>,
  halted: AbortSignal,
): Promise<ProgramEnd | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (halted.aborted) resolve(undefined);
    else halted.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  return await Promise.race([ended, idle.then(() => undefined), stopped]);
}

/** @param cameToItsEnd: whether a program that exited without a word is known to have said all. */
function report(end: ProgramEnd, cameToItsEnd: boolean, { events, stop }: DeploymentContext): void {
  if (end.kind === "finished" && cameToItsEnd) return;
  if (end.kind === "finished")
    events.diagnostic(
      "error",
      "The program exited before it came to its end, so what it has not registered is not deleted. " +
        "Let it end by itself instead of calling process.exit.",
    );
  else if (!end.reported) events.diagnostic("error", end.reason);
  // It says so by its exit code, which any program can have.
  else if (!events.toldError) events.diagnostic("error", "The program failed and sent no reason.");
  stop.request("failed", { reported: true });
}

function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
