const listenersMayBeAsked = 2;

/** The Ctrl-C presses of a process. */
export interface Interrupts {
  /** Aborts at the first one. */
  readonly signal: AbortSignal;
  /** Tells of each one how many there have been. Gives what stops the telling. */
  onInterrupt(listener: (times: number) => void): () => void;
}

/**
 * Turns SIGINT and SIGTERM into a request to finish what runs and leave.
 *
 * The second one asks whoever listens what still runs, and leaves where nobody does; the third one leaves.
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
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
