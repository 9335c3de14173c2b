import { setTimeout as pause } from "node:timers/promises";
import { bringUpQueue, type FlowPorts, previewChangeRequest } from "../../src/flows/index.ts";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import type { Repository } from "../../src/git/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { HeldLeases, leasesOver } from "../../src/lease/index.ts";
import { systemClock } from "../../src/lib/index.ts";
import { previewWriter, runWriter } from "../fakes/driver/comment-writers.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";
import { ada, bob, MemoryForge } from "../fakes/driver/memory-forge.ts";
import type { Benchmark } from "./benchmark.ts";
import { QueuedBranch, type QueuedMerge } from "./queued-branch.ts";

const environments = 50;
const merges = 200;
const minute = 60_000;

interface Figures {
  /** Of the environment that had most. */
  readonly mostRuns: number;
  /** Merges that no run which succeeded contained. */
  readonly lost: number;
  readonly milliseconds: number;
}

/**
 * A branch that gets merges for a minute, each of which starts a job as a forge's CI does. Git, flows, leases and record are those of the
 * command; the forge answers at once, and the engine takes a minute for each `up`. All jobs share this process and what it has read of the
 * clone: 200 processes would have as many processors for that.
 */
class MergingMinute {
  readonly #world = new DriverWorld([]);
  readonly #host = new MemoryForge();

  private constructor(
    private readonly branch: QueuedBranch,
    private readonly git: Repository,
  ) {}

  static async prepared(): Promise<MergingMinute> {
    const branch = await QueuedBranch.make(environments, merges);
    const git = await openRepository(branch.folder, mergeTreesWithGit(process.env), process.env);
    const minute = new MergingMinute(branch, git);
    await minute.#prepare();
    return minute;
  }

  async measure(): Promise<Figures> {
    const { engine, history } = this.#world;
    engine.during = async (verb, { stack: { stack }, program }) => {
      if (verb === "up") await pause(minute);
      engine.wanted.set(stack, this.branch.resourcesAt(commitOf(program), stack));
    };
    const startedAt = performance.now();
    const jobs = this.branch.merges.map(async (merge, index) => {
      await pause((index * minute) / merges);
      this.#merge(merge);
      await this.#job(merge);
    });
    await Promise.all(jobs);
    const runs = history.records.flatMap((each) => (each.kind === "up" ? [each] : []));
    const succeeded = runs.flatMap(({ environments: of, merges: contained = [] }) =>
      of.some(({ result }) => result !== "succeeded") ? [] : contained,
    );
    const contained = new Set(succeeded);
    const runsOf = (name: string) => engine.calls.filter((call) => call === `up ${name}`).length;
    return {
      mostRuns: Math.max(...this.branch.names.map(runsOf)),
      lost: this.branch.merges.filter(({ commit }) => !contained.has(commit)).length,
      milliseconds: performance.now() - startedAt,
    };
  }

  async close(): Promise<void> {
    await this.branch.remove();
  }

  /** Every change request is previewed and approved, as it is before the first of them is merged. */
  async #prepare(): Promise<void> {
    const { engine } = this.#world;
    const { names, start, merges: all } = this.branch;
    this.#host.branchHeads.set("refs/heads/main", start);
    for (const name of names) engine.standing.set(name, this.branch.resourcesAt(start, name));
    engine.during = async (_, { stack: { stack }, program }) => {
      engine.wanted.set(stack, this.branch.resourcesAt(commitOf(program), stack));
    };
    const ports = this.#ports();
    for (const { number, head } of all) {
      this.#host.open(number, head, { base: { branch: "main", commit: start } });
      const request = { environments: [], refresh: false, number, branch: "main", write: previewWriter };
      await previewChangeRequest({ ...request, onNotPosted: () => undefined }, ports, this.#host.forge);
      const at = systemClock.now().toISOString();
      this.#host.reviews.set(number, [{ reviewer: bob, verdict: "approved", commit: head, at, isOfficial: true }]);
    }
    engine.calls.length = 0;
  }

  #merge({ number, commit }: QueuedMerge): void {
    const at = systemClock.now().toISOString();
    this.#host.change(number, { state: "merged", merge: { commit, at, by: ada } });
    this.#host.branchHeads.set("refs/heads/main", commit);
  }

  async #job({ before: since, commit: head }: QueuedMerge): Promise<void> {
    await bringUpQueue(
      {
        branch: "main",
        push: { since, head },
        refresh: false,
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => undefined,
        onRun: async () => undefined,
      },
      this.#ports(),
      this.#host.forge,
    );
  }

  /** Of a process of its own, as far as leases are concerned. */
  #ports(): FlowPorts {
    const world = this.#world;
    const signal = new AbortController().signal;
    const wait = (milliseconds: number, end?: AbortSignal) =>
      pause(milliseconds, undefined, { signal: end ?? signal }).catch(() => undefined);
    const time = { seconds: 60, clock: systemClock, monotonic: () => performance.now(), wait };
    return {
      ...world.portsOn(this.git),
      clock: systemClock,
      parallel: environments,
      workspaces: {
        at: async (commit) => ({ folder: `/workspace/${commit}`, versions: {}, dispose: async () => undefined }),
      },
      leases: new HeldLeases({
        ...time,
        leases: leasesOver(world.leaseStore, time),
        owner: { actor: "Ada", host: "ci-7", process: { pid: process.pid } },
        waits: true,
        signal,
        onNotice: () => undefined,
        onLost: () => undefined,
      }),
    };
  }
}

function commitOf({ folder }: { readonly folder: string }): string {
  return folder.slice("/workspace/".length);
}

let figures: Promise<Figures> | undefined;

/** Of one minute, which all rows share. */
async function measured(): Promise<Figures> {
  const minuteOfMerges = await MergingMinute.prepared();
  try {
    return await minuteOfMerges.measure();
  } finally {
    await minuteOfMerges.close();
  }
}

function row(name: string, unit: Benchmark["unit"], goal: number, figure: (of: Figures) => number): Benchmark {
  return {
    name: `${merges} merges in a minute over ${environments} environments: ${name}`,
    unit,
    goal,
    runs: 1,
    withoutWarmUp: true,
    prepare: async () => ({ measure: async () => figure(await (figures ??= measured())) }),
  };
}

export const mergeQueueBenchmarks: readonly Benchmark[] = [
  row("most runs of an environment", "runs", 2, ({ mostRuns }) => mostRuns),
  row("lost", "merges", 0, ({ lost }) => lost),
  row("until all stand, with an up of a minute", "ms", 4 * minute, ({ milliseconds }) => milliseconds),
];
