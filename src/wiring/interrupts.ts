const listenersMayBeAsked = 2;
/** Ctrl-C, the end of a job, a terminal that is closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The requests to a process to leave: Ctrl-C, and other signals that mean the same. */
export interface Interrupts {
  /** Aborts at the first one. */
  readonly signal: AbortSignal;
  /** Calls the listener at each press with the number of presses so far. Returns a function that removes it. */
  onInterrupt(listener: (times: number) => void): () => void;
  /** Ends the process as an interruption does when it is still running after this time. */
  leaveWithin(milliseconds: number): void;
}

/**
 * Turns SIGINT, SIGTERM and SIGHUP into a request to finish what runs and leave, while there are listeners.
 *
 * Without listeners, these signals end the process as they end any other: a command without unfinished work needs no
 * time, and a process that reads without end could not run a handler. The second signal makes the listeners print what
 * still runs; the third one leaves at once.
 */
export function watchInterrupts(process: NodeJS.Process, leave: () => void): Interrupts {
  const controller = new AbortController();
  const listeners = new Set<(times: number) => void>();
  let times = 0;
  const interrupt = () => {
    times += 1;
    if (times > listenersMayBeAsked || (times > 1 && listeners.size === 0)) leave();
    controller.abort();
    for (const listener of listeners) listener(times);
  };
  return {
    signal: controller.signal,
    onInterrupt(listener) {
      if (listeners.size === 0) for (const name of signals) process.on(name, interrupt);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) for (const name of signals) process.removeListener(name, interrupt);
      };
    },
    leaveWithin(milliseconds) {
      setTimeout(leave, milliseconds).unref();
    },
  };
}
