import { type Clock, retryDelay } from "../../../../lib/index.ts";
import { timestamp } from "../objects/index.ts";
import { type ContainerProcess, type ContainerProgram, startContainer } from "./container-process.ts";
import type { ContainerExit, ContainerRun } from "./pod-status.ts";

const backoff = { first: 1000, longest: 60_000 };
/** After a run of this length the pauses start small again. */
const steadyMs = 120_000;

/** A container that is kept running: started again after each end, after a pause that grows while it keeps ending. */
export interface RunningContainer {
  readonly run: () => ContainerRun;
  end(graceMs: number): Promise<void>;
}

/** `onChange` is called after every start and end. */
export function keepRunning(
  program: () => Promise<ContainerProgram>,
  clock: Clock,
  onChange: () => void,
): RunningContainer {
  let run: ContainerRun = { state: "waiting", reason: "ContainerCreating", message: "starting", restarts: 0 };
  let process: ContainerProcess | undefined;
  let ends = 0;
  const ended = new AbortController();
  const loop = (async () => {
    for (let restarts = 0; !ended.signal.aborted; restarts++) {
      const startedAt = timestamp(clock);
      const began = clock.now().getTime();
      process = await startContainer(await program());
      // Told to end while it was started: the process of then is ended below, and nothing else would end this one.
      if (ended.signal.aborted) break;
      run = { state: "running", startedAt, restarts, ...lastOf(run) };
      onChange();
      const exitCode = await process.exited;
      if (ended.signal.aborted) break;
      if (clock.now().getTime() - began > steadyMs) ends = 0;
      ends += 1;
      const pauseMs = retryDelay(ends, backoff);
      const last: ContainerExit = { exitCode, startedAt, finishedAt: timestamp(clock) };
      const message = `back-off ${pauseMs / 1000}s restarting failed container`;
      run = { state: "waiting", reason: "CrashLoopBackOff", message, restarts, last };
      onChange();
      await pause(pauseMs, ended.signal);
    }
  })();
  const settled = loop.catch((thrown: unknown) => {
    run = { state: "waiting", reason: "RunContainerError", message: String(thrown), restarts: run.restarts };
    onChange();
  });
  return {
    run: () => run,
    end: async (graceMs) => {
      ended.abort();
      await process?.end(graceMs);
      await settled;
      // The loop may have been about to start it when it was told to end.
      await process?.end(graceMs);
    },
  };
}

function lastOf(run: ContainerRun): { readonly last?: ContainerExit } {
  return run.last === undefined ? {} : { last: run.last };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
