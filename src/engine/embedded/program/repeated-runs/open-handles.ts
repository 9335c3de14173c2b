import { setImmediate as immediate, setTimeout as pause } from "node:timers/promises";

/** The diagnostic report, as far as it is read here. */
interface Report {
  readonly libuv: readonly Handle[];
}

interface Handle {
  readonly type: string;
  readonly is_active: boolean;
  readonly address: string;
  /** Of timers. */
  readonly firesInMsFromNow?: number;
}

/** Handles of Node's own loop, of which every process has some. */
const ofEveryLoop: ReadonlySet<string> = new Set(["loop", "idle", "check", "prepare"]);

/** Finds what a program has left open, also what does not keep its process alive: `process.getActiveResourcesInfo` leaves that out. */
export class OpenHandles {
  #before: ReadonlySet<string> = new Set();

  /** @param timers address of the handle that all timers of JavaScript share. */
  private constructor(private readonly timers: string | undefined) {}

  /** For a process in which JavaScript has set no timers. */
  static async ofProcess(): Promise<OpenHandles> {
    await untilTimersAreCounted();
    const longest = 2 ** 31 - 1;
    const timer = setTimeout(() => undefined, longest);
    // V8 has timers of its own, which come and go.
    const handle = active().find(({ firesInMsFromNow = 0 }) => firesInMsFromNow > longest / 2);
    clearTimeout(timer);
    await untilTimersAreCounted();
    return new OpenHandles(handle?.address);
  }

  /** Remembers what is open before a program. */
  remember(): void {
    this.#before = new Set(active().map(({ address }) => address));
  }

  /** Takes 3 ms. @returns a sentence's part that names a handle that was not open before. */
  async firstNew(): Promise<string | undefined> {
    if (this.timers === undefined) return "Node does not say which timers there are";
    await untilTimersAreCounted();
    for (const { address, type } of active()) {
      const isTimer = type === "timer";
      if (isTimer ? address === this.timers : !this.#before.has(address))
        return `${kinds[type] ?? `a handle (${type})`} was left open`;
    }
    return undefined;
  }
}

function active(): readonly Handle[] {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const { excludeNetwork = false } = report;
  // Otherwise Node looks up the names of hosts, which may take seconds.
  report.excludeNetwork = true;
  const { libuv } = report.getReport() as unknown as Report;
  report.excludeNetwork = excludeNetwork;
  return libuv.filter(({ is_active: isActive, type }) => isActive && !ofEveryLoop.has(type));
}

/**
 * Waits for a timer, and until Node has set libuv's timer for those that are left. Until then a timer that was cleared counts
 * as open, and none while timers run. One that was cleared while it did not keep the process alive counts until its time comes.
 */
async function untilTimersAreCounted(): Promise<void> {
  await pause(1);
  await immediate();
}

const kinds: Readonly<Record<string, string>> = {
  timer: "a timer",
  tcp: "a connection or a server",
  pipe: "a pipe",
  process: "a child process",
  fs_event: "a watched file",
  fs_poll: "a watched file",
  async: "a worker or a channel of messages",
  signal: "a listener for a signal",
  udp: "a socket",
};
