import { setTimeout as pause } from "node:timers/promises";
import { refLeases } from "../../src/lease/git-refs/index.ts";
import { HeldLeases, leasesOver } from "../../src/lease/index.ts";
import { systemClock } from "../../src/lib/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";
import { fleetSize, LeasedFleet } from "./leased-fleet.ts";

const workers = 20;

/** About what `up` of `environments/dev`, 57 resources with a cluster, takes on the local cloud. On a real one it takes minutes. */
const workMilliseconds = 8000;

/** Every so many environments, two workers want one at the same time. */
const contestedEvery = 50;

interface Figures {
  /** Milliseconds of all workers beside their work, and in which they waited for that of another one. */
  readonly inLeases: number;
  readonly inAll: number;
  /** Runs that began while another one acted on their environment. */
  readonly atOnce: number;
}

/**
 * Workers that take one environment after the other, each for a job of its own: with a clone that has just been made, in which no lease is
 * known. Where a worker waits, the other worker's work is taken off its time, and the seconds until it sees the end of that work are not.
 */
async function workOn(fleet: LeasedFleet, environments: readonly string[]): Promise<Figures> {
  const wanted = environments.flatMap((name, index) => (index % contestedEvery === 0 ? [name, name] : [name]));
  const acting = new Set<string>();
  const ended = new Map<string, number>();
  const figures = { inLeases: 0, inAll: 0, atOnce: 0 };
  const job = async (name: string): Promise<void> => {
    const leases = runLeases(await fleet.clone());
    const beganAt = performance.now();
    let spent = 0;
    await leases.during([name], "up of 4c1f2ab", async () => {
      spent = performance.now() - Math.max(beganAt, ended.get(name) ?? 0);
      if (acting.has(name)) figures.atOnce += 1;
      acting.add(name);
      await pause(workMilliseconds);
      acting.delete(name);
      ended.set(name, performance.now());
    });
    spent += performance.now() - (ended.get(name) ?? 0);
    figures.inLeases += spent;
    figures.inAll += performance.now() - beganAt;
  };
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      // Jobs do not come at the same moment.
      await pause((worker * workMilliseconds) / workers);
      for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) await job(name);
    }),
  );
  return figures;
}

/** As a command holds them that waits. */
function runLeases(folder: string): HeldLeases {
  const time = {
    seconds: 60,
    clock: systemClock,
    monotonic: () => performance.now(),
    wait: (milliseconds: number, signal: AbortSignal) =>
      pause(milliseconds, undefined, { signal }).catch(() => undefined),
  };
  return new HeldLeases({
    ...time,
    leases: leasesOver(refLeases({ folder, remote: "origin" }), time),
    owner: { actor: "Ada", host: "ci-7", process: { pid: process.pid } },
    waits: true,
    signal: new AbortController().signal,
    onNotice: () => undefined,
    onLost: () => undefined,
  });
}

/** @param environments how many of the 1,500 with a lease are worked on */
function workRows(environments: number): readonly Benchmark[] {
  let figures: Promise<Figures> | undefined;
  const measured = async () => {
    figures ??= LeasedFleet.with(async (fleet) => await workOn(fleet, fleet.names.slice(0, environments)));
    return await figures;
  };
  const row = (name: string, unit: Benchmark["unit"], goal: number, figure: (of: Figures) => number): Benchmark => ({
    name: `leases as references: ${name}`,
    unit,
    goal,
    runs: 1,
    withoutWarmUp: true,
    prepare: async () => ({ measure: async () => figure(await measured()) }),
  });
  const work = `${workers} workers on ${environments.toLocaleString("en-US")} environments of ${workMilliseconds / 1000} s`;
  return [
    row(`time in them of ${work}`, "%", 10, ({ inLeases, inAll }) => (100 * inLeases) / inAll),
    row(`runs at once on one environment, ${work}`, "runs", 0, ({ atOnce }) => atOnce),
  ];
}

/** In a clone that knows none, as every job has it. */
const listing: Benchmark = {
  name: `leases as references: list of ${fleetSize.toLocaleString("en-US")}, of a plain git fetch of them`,
  unit: "%",
  // It asks once what there is, and once for it.
  goal: 200,
  runs: 3,
  async prepare() {
    const fleet = await LeasedFleet.make();
    return {
      async measure() {
        const [ours, plain] = [await fleet.clone(), await fleet.clone()];
        const leases = leasesOver(refLeases({ folder: ours, remote: "origin" }), {
          seconds: 60,
          clock: systemClock,
          monotonic: () => performance.now(),
          wait: async () => undefined,
        });
        const took = await milliseconds(async () => {
          const { length } = await leases.list();
          if (length !== fleetSize) throw new Error(`${length} of ${fleetSize} leases were listed.`);
        });
        return (100 * took) / (await milliseconds(() => fleet.fetchPlainly(plain)));
      },
      close: () => fleet.remove(),
    };
  },
};

/** @param environments how many are worked on */
export function leaseBenchmarks(environments: number): readonly Benchmark[] {
  return [listing, ...workRows(Math.min(environments, fleetSize))];
}
