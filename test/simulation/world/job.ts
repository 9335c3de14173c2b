import { Timers } from "./timers.ts";

/** A question to the outside world, or a write to it, that a job waits for. */
interface WaitingCall {
  readonly what: string;
  readonly writes: boolean;
  /** Carries it out and hands the answer to the job. */
  readonly answer: () => Promise<void>;
  /** Carries it out, and gives the answer to no job. */
  readonly act: () => unknown;
  readonly reject: (thrown: Error) => void;
}

export type JobState = "queued" | "running" | "ended" | "failed" | "killed";

/** The time of the world, in milliseconds since 1970. */
export interface WorldTime {
  now: number;
  tick(): void;
}

/** What {@link Job.step} says of a job that only lets time pass. */
export const waits = "waits";

/**
 * One run of a command, as a process of its own: it goes on by one call to the outside world at a time, when it is told to, and never
 * by itself. What it does between two calls happens at once. Only what it does beside its work, such as renewing a lease, it does as time
 * passes, unless its machine is suspended.
 */
export class Job {
  readonly #calls: WaitingCall[] = [];
  readonly #besides: WaitingCall[] = [];
  readonly #waits = new Timers();
  readonly #alarms = new Timers();
  #state: JobState = "queued";
  /** When its calls were carried out, in milliseconds since 1970. */
  readonly callTimes: number[] = [];
  /** Why it failed. */
  error: unknown;

  /** When it began to run, in milliseconds since 1970 by the clock of the world. */
  startedAt = Number.POSITIVE_INFINITY;
  #suspendedUntil = 0;
  /** Milliseconds in which its monotonic clock stood still. */
  #frozen = 0;
  /** Aborted when its leases are lost. */
  readonly lost = new AbortController();

  /** @param name for people @param run what the process does @param skew milliseconds by which its machine's clock is ahead */
  constructor(
    readonly name: string,
    private readonly run: (job: Job) => Promise<void>,
    private readonly clock: WorldTime,
    readonly skew = 0,
  ) {}

  get state(): JobState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state !== "queued" && this.#state !== "running";
  }

  get isSuspended(): boolean {
    return this.clock.now < this.#suspendedUntil;
  }

  get suspendedUntil(): number {
    return this.#suspendedUntil;
  }

  /** Milliseconds by a clock that is never set, and that may stand still while the machine is suspended. */
  get monotonic(): number {
    return this.clock.now - this.#frozen;
  }

  /** Waits for its turn, then acts. Calls of a job that was killed act no more: nothing of a process that is gone reaches the world. */
  call<T>(what: string, act: () => T | Promise<T>, { writes = false, beside = false } = {}): Promise<T> {
    if (this.isOver) return Promise.reject(new Error(`${this.name} is over.`));
    return new Promise((resolve, reject) => {
      const answer = async () => {
        try {
          resolve(await act());
        } catch (thrown) {
          reject(thrown);
        }
      };
      (beside ? this.#besides : this.#calls).push({ what, writes, answer, act, reject });
    });
  }

  /** Lets time pass for its work. */
  readonly wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    this.#waits.wait(this.monotonic + milliseconds, signal);

  /** Lets time pass beside its work, which does not wait for it. */
  readonly alarm = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    this.#alarms.wait(this.monotonic + milliseconds, signal);

  get nextWrites(): boolean {
    return this.#calls[0]?.writes === true;
  }

  /** Starts it, answers the call that it has waited for longest, or lets the time pass that it waits. @returns what was done */
  async step(): Promise<string> {
    this.clock.tick();
    if (this.#state === "queued") {
      this.#state = "running";
      this.startedAt = this.clock.now;
      this.run(this).then(
        () => this.#end("ended"),
        (thrown: unknown) => {
          this.error = thrown;
          this.#end("failed");
        },
      );
      await this.#settled();
      return "starts";
    }
    const call = this.#calls.shift();
    if (call) {
      this.callTimes.push(this.clock.now);
      await call.answer();
      await this.#settled();
      return call.what;
    }
    const due = this.#waits.next ?? this.#alarms.next;
    if (due === undefined && this.#besides.length === 0)
      throw new Error(`${this.name} waits for nothing and is not over.`);
    this.clock.now = Math.max(this.clock.now, (due ?? 0) + this.#frozen);
    this.#waits.fire(this.monotonic);
    await this.live();
    await this.#settled();
    return waits;
  }

  /** Does what is due beside its work. */
  async live(): Promise<void> {
    while (this.#state === "running" && !this.isSuspended) {
      const isDue = (this.#alarms.next ?? Number.POSITIVE_INFINITY) <= this.monotonic;
      if (!isDue && this.#besides.length === 0) return;
      if (isDue) this.#alarms.fire(this.monotonic);
      for (const { answer } of this.#besides.splice(0)) await answer();
      await turn();
    }
  }

  /** Its machine stands still from now on. What is due meanwhile it does when it goes on. @param frozen whether its monotonic clock does, too */
  suspend(milliseconds: number, frozen: boolean): void {
    this.#suspendedUntil = this.clock.now + milliseconds;
    if (frozen) this.#frozen += milliseconds;
  }

  /** Ends it right before its next call or right after that. @returns the call; absent where it waits for none */
  async kill(moment: "before" | "after"): Promise<string | undefined> {
    const call = this.#calls.shift();
    this.clock.tick();
    if (call && moment === "after") this.callTimes.push(this.clock.now);
    // The process is gone before it learns how the call ended.
    if (call && moment === "after") await (async () => call.act())().catch(() => undefined);
    const given = [...(call ? [call] : []), ...this.#calls, ...this.#besides];
    this.#end("killed");
    // Limits that modules of this process share would otherwise wait for them for ever.
    for (const { reject } of given) reject(new Error(`${this.name} was killed.`));
    await turn();
    return call?.what;
  }

  #end(state: JobState): void {
    if (this.isOver) return;
    this.#state = state;
    this.#calls.length = 0;
    this.#besides.length = 0;
  }

  /** Everything between two calls is done in microtasks, which are over when the next macrotask runs. */
  async #settled(): Promise<void> {
    for (let turns = 0; turns < 100; turns += 1) {
      await turn();
      if (this.isOver || this.#calls.length > 0 || this.#waits.next !== undefined) return;
      // At its end, work waits for what was begun beside it.
      if (turns > turnsOfWork && (this.#alarms.next !== undefined || this.#besides.length > 0)) return;
    }
    throw new Error(`${this.name} waits for something that the simulation does not answer.`);
  }
}

/** Turns of the event loop that no work of a flow takes between two calls. */
const turnsOfWork = 20;

const turn = () => new Promise((resolve) => setImmediate(resolve));
