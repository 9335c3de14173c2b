const listenersMayBeAsked = 2;
const signals = ["SIGINT", "SIGTERM"] as const;

/** The Ctrl-C presses of a process. */
export interface Interrupts {
  /** Aborts at the first one. */
  readonly signal: AbortSignal;
  /** Tells of each one how many there have been. Gives what stops the telling. */
  onInterrupt(listener: (times: number) => void): () => void;
  /** Ends the process as an interruption does when it has not ended by itself after so long. */
  leaveWithin(milliseconds: number): void;
}

/**
 * Turns SIGINT and SIGTERM into a request to finish what runs and leave, for as long as somebody listens.
 *
 * While nobody does, both signals end the process as they end any other: a command that has nothing to finish needs no time
 * for it, and a process that reads without an end could not run a handler. The second one asks the listeners what still runs;
 * the third one leaves.
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
