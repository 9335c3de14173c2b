import { LeasesUnreachable } from "../../../src/lease/errors.ts";
import {
  type HeldLease,
  HeldLeases,
  type LeaseSettings,
  type LeaseStore,
  type Leases,
  leasesOver,
  type RunLeases,
} from "../../../src/lease/index.ts";
import type { Job } from "./job.ts";
import { remoteAddress } from "./secrets.ts";
import type { World } from "./world.ts";

/** For how long a lease counts without a renewal, in seconds. */
export const leaseSeconds = 60;

/** The lease of an environment as the run that took it last knows of it. The documents may say something else. */
export interface Holding {
  readonly job: Job;
  readonly run: string;
  /** When it was taken or renewed last, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/** A lease that was taken while its holder had taken or renewed it not long ago, and had not given it back. */
export interface TakenTooEarly {
  readonly environment: string;
  readonly from: Holding;
  readonly by: Job;
}

export interface LeasesOfJob {
  readonly leases: RunLeases;
  readonly fenceOf: (environment: string) => number | undefined;
}

/** The leases of one job: those of all jobs are in one place, and each look at it or exchange there is a call. */
export function leasesOfJob(world: World, job: Job, waits: boolean): LeasesOfJob {
  const clock = { now: () => new Date(world.now + job.skew) };
  const common = { seconds: leaseSeconds, clock, monotonic: () => job.monotonic };
  const working: LeaseSettings = { ...common, wait: unjittered(job.wait) };
  const beside: LeaseSettings = { ...common, wait: unjittered(job.alarm) };
  const over = (settings: LeaseSettings, store: LeaseStore): Leases => leasesOver(store, settings);
  const own: Leases = {
    ...over(working, storeOfJob(world, job, false)),
    // Renewed while the work goes on.
    renew: (held) => over(beside, storeOfJob(world, job, true)).renew(held),
  };
  const held = new HeldLeases({
    ...beside,
    leases: watched(world.fault?.leases?.(own, world) ?? own, world, job),
    owner: { actor: "bot", host: job.name, process: { pid: 42 } },
    waits,
    signal: new AbortController().signal,
    onNotice: (line) => world.print(line),
    onLost: () => job.lost.abort(),
  });
  const leases: RunLeases = { during: (...asked) => held.during(...asked) };
  return { leases: world.fault?.runLeases?.(leases) ?? leases, fenceOf: held.fenceOf };
}

function storeOfJob({ leases, forge }: World, job: Job, beside: boolean): LeaseStore {
  const ask = <T>(what: string, writes: boolean, act: () => Promise<T>): Promise<T> =>
    job.call(
      `lease ${what}`,
      () => {
        if (forge.callsToFail === 0) return act();
        forge.callsToFail -= 1;
        const cause = new Error(`The connection to ${remoteAddress} was reset.`);
        throw new LeasesUnreachable({ place: leases.place, problem: "connection reset" }, { cause });
      },
      { writes, beside },
    );
  return {
    place: leases.place,
    read: (environments) => ask("read", false, () => leases.read(environments)),
    exchange: (exchanges) => ask("exchange", true, () => leases.exchange(exchanges)),
  };
}

/** Tells the world which run holds which lease. Names of runs are counted, so that a history is the same whenever it is told. */
function watched(leases: Leases, world: World, job: Job): Leases {
  const { holdings } = world;
  const note = (held: readonly HeldLease[]) => {
    for (const { lease } of held) holdings.set(lease.environment, { job, run: lease.owner.run, writtenAt: world.now });
  };
  const isOwn = ({ lease }: HeldLease) => holdings.get(lease.environment)?.run === lease.owner.run;
  return {
    ...leases,
    async acquire(environments, { owner, ...acquisition }) {
      const run = `${owner.doing.split(" ")[0] ?? "run"}-${world.nextRun()}`;
      const taken = await leases.acquire(environments, { ...acquisition, owner: { ...owner, run } });
      for (const { lease } of taken) {
        const from = holdings.get(lease.environment);
        if (from && !from.job.isOver && world.now - from.writtenAt < leaseSeconds * 1000)
          world.takenTooEarly.push({ environment: lease.environment, from, by: job });
      }
      note(taken);
      return taken;
    },
    async renew(held) {
      const renewed = await leases.renew(held);
      note(renewed.filter(isOwn));
      return renewed;
    },
    async release(held) {
      for (const each of held) if (isOwn(each)) holdings.delete(each.lease.environment);
      await leases.release(held);
    },
  };
}

/** Delays that retries shorten by chance are one step of the simulation. */
function unjittered(wait: LeaseSettings["wait"]): LeaseSettings["wait"] {
  const step = 3000;
  return (milliseconds, signal) => wait(milliseconds > 0 && milliseconds < step ? step : milliseconds, signal);
}
