import { randomBytes } from "node:crypto";
import { clauseOf, cleaningUp, GroundworkError } from "../lib/index.ts";
import { LeaseLost, ownerText } from "./errors.ts";
import type { HeldLease, LeaseOwner, WrittenLease } from "./lease.ts";
import type { Leases } from "./leases.ts";
import { givenUpAfter, type LeaseSettings } from "./leases-over.ts";
import type { WatchedRuns } from "./watched-runs.ts";

/** What came of work that was done under leases. */
export interface DoneUnderLeases<T> {
  readonly result: T;
  /** Why the leases did not hold until its end. Then the run's signal was aborted. */
  readonly lost?: GroundworkError;
}

/** Leases of a run, as a flow uses them. */
export interface RunLeases {
  /**
   * Takes the leases of all environments, does `work`, renews them meanwhile, and gives them back at its end, also when it
   * fails. A lease that is lost aborts the signal that the run was given: nothing more is started.
   *
   * @param doing for people who wait: `up of 4c1f2ab`
   * @param waits whether leases of living runs are waited for; as the holder was made, where it is left out
   * @throws {LeaseHeld}, {@link LeaseUnreadable}, {@link LeaseTooNew}, {@link LeasesUnreachable} before `work` is begun
   */
  during<T>(
    environments: readonly string[],
    doing: string,
    work: (held: readonly HeldLease[]) => Promise<T>,
    waits?: boolean,
  ): Promise<DoneUnderLeases<T>>;
}

/** What a process holds its leases with. */
export interface LeaseHolder extends LeaseSettings {
  readonly leases: Leases;
  readonly owner: Omit<LeaseOwner, "run" | "doing" | "since">;
  /** Wait for leases that other runs hold, instead of refusing. */
  readonly waits: boolean;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Receives lines for people. */
  readonly onNotice: (line: string) => void;
  /** Is called once when leases are lost. */
  readonly onLost: () => void;
}

/** Parts of a lease's time: until it is renewed, and until a renewal that failed is tried again. */
const renewedAfter = 1 / 4;
const triedAgainAfter = 1 / 12;

/** The leases of one process. {@link fenceOf} gives the number of an environment that it holds or held, for what it writes. */
export class HeldLeases implements RunLeases {
  readonly #holder: LeaseHolder;
  readonly #fences = new Map<string, number>();

  constructor(holder: LeaseHolder) {
    this.#holder = holder;
  }

  /** Begins to watch which runs act on environments. @throws {LeasesUnreachable} */
  watch(environments: readonly string[]): Promise<WatchedRuns> {
    return this.#holder.leases.watch(environments);
  }

  readonly fenceOf = (environment: string): number | undefined => this.#fences.get(environment);

  async during<T>(
    environments: readonly string[],
    doing: string,
    work: (held: readonly HeldLease[]) => Promise<T>,
    waits: boolean = this.#holder.waits,
  ): Promise<DoneUnderLeases<T>> {
    const taken = await this.#acquire(environments, doing, waits);
    if (taken.length === 0) return { result: await work([]) };
    for (const { lease } of taken) this.#fences.set(lease.environment, lease.fence);
    const end = new AbortController();
    const renewing = this.#renew(taken, end.signal);
    const result = await cleaningUp(
      () => work(taken),
      async () => {
        end.abort();
        const { held } = await renewing;
        await this.#release(held);
      },
    );
    const { lost } = await renewing;
    return { result, ...(lost && { lost }) };
  }

  async #acquire(environments: readonly string[], doing: string, waits: boolean): Promise<readonly WrittenLease[]> {
    const { leases, owner, clock, signal, onNotice } = this.#holder;
    const run = `${doing.split(" ")[0] ?? "run"}-${randomBytes(6).toString("hex")}`;
    const taken = await leases.acquire(environments, {
      owner: { ...owner, run, doing, since: clock.now().toISOString() },
      wait: waits,
      signal,
      onWaiting: ({ environment, owner: by, seconds }) =>
        onNotice(
          waits
            ? `Waiting for the lease of ${environment}, which is held for ${ownerText(by)}.`
            : `The lease of ${environment} is held for ${ownerText(by)}. Looking for up to ${seconds} s whether that run still renews it.`,
        ),
    });
    for (const { lease, cutOff } of taken)
      if (cutOff)
        onNotice(`Took over the lease of ${lease.environment} from ${ownerText(cutOff)}: that run was cut off.`);
    return taken;
  }

  /** Renews until `end` aborts or the leases are lost. Never rejects. */
  async #renew(taken: readonly WrittenLease[], end: AbortSignal): Promise<Renewed> {
    const { leases, monotonic, wait, seconds, onLost, onNotice } = this.#holder;
    const time = seconds * 1000;
    let held = taken;
    let writtenAt = firstWritten(held);
    const lose = (lost: GroundworkError): Renewed => {
      onNotice(lost.message);
      onLost();
      return { held, lost };
    };
    let due = writtenAt + time * renewedAfter;
    for (;;) {
      await wait(Math.max(0, due - monotonic()), end);
      if (end.aborted) return { held };
      const late = new AbortController();
      const renewal = leases.renew(held).then(
        (renewed) => ({ renewed }),
        (thrown: unknown) => ({ thrown }),
      );
      const left = Math.max(0, writtenAt + time * givenUpAfter - monotonic());
      const inTime = await Promise.race([renewal, wait(left, late.signal).then(() => undefined)]);
      late.abort();
      if (inTime && "renewed" in inTime) {
        held = inTime.renewed;
        writtenAt = firstWritten(held);
        due = writtenAt + time * renewedAfter;
        continue;
      }
      if (inTime?.thrown instanceof LeaseLost) return lose(inTime.thrown);
      due = monotonic() + time * triedAgainAfter;
      if (monotonic() - writtenAt < time * givenUpAfter) continue;
      const problem = inTime ? clauseOf(inTime.thrown) : "the place of the leases does not answer";
      const why = `it could not be renewed for ${Math.round((time * givenUpAfter) / 1000)} s: ${problem}`;
      return lose(new LeaseLost({ lost: held.map(({ lease: { environment } }) => ({ environment, why })) }));
    }
  }

  /**
   * Leases that cannot be given back lapse by themselves: what the run did stands all the same. So a place that does not answer is waited
   * for no longer than until they have lapsed.
   */
  async #release(held: readonly HeldLease[]): Promise<void> {
    const { leases, onNotice, seconds, wait } = this.#holder;
    const late = new AbortController();
    const release = leases.release(held).then(
      () => ({ problem: undefined }),
      (thrown: unknown) => {
        if (!(thrown instanceof GroundworkError)) throw thrown;
        return { problem: clauseOf(thrown) };
      },
    );
    const silence = { problem: "the place of the leases does not answer" };
    const { problem } = await Promise.race([release, wait(seconds * 1000, late.signal).then(() => silence)]);
    late.abort();
    if (problem === undefined) return;
    const names = held.map(({ lease }) => lease.environment).join(", ");
    onNotice(`The leases of ${names} could not be released and lapse in ${seconds} s: ${problem}.`);
  }
}

function firstWritten(leases: readonly WrittenLease[]): number {
  return Math.min(...leases.map(({ writtenAt }) => writtenAt));
}

interface Renewed {
  readonly held: readonly HeldLease[];
  readonly lost?: GroundworkError;
}
