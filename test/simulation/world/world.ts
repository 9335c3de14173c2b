import type { ForgeUser } from "../../../src/forge/index.ts";
import { historyVersion } from "../../../src/history/index.ts";
import { MemoryHistory } from "../../fakes/driver/memory-history.ts";
import { MemoryLeaseStore } from "../../fakes/driver/memory-lease-store.ts";
import { MemoryLedger } from "../../fakes/driver/memory-ledger.ts";
import { MemoryPlans } from "../../fakes/driver/memory-plans.ts";
import { MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import type { Fault } from "../faults/fault.ts";
import type { Taking } from "./commands-of-job.ts";
import type { ForgeWrite } from "./forge-of-job.ts";
import type { Job } from "./job.ts";
import type { EndOfPreview, EndOfUp } from "./jobs.ts";
import type { Holding, TakenTooEarly } from "./leases-of-job.ts";
import { bot, firstRights, people } from "./people.ts";
import { firstEnvironments, firstFiles, wantedResources } from "./platform.ts";
import type { EndOfResponse } from "./respond-job.ts";
import { Rights } from "./rights.ts";
import { remoteAddress } from "./secrets.ts";
import { SimulatedCloud } from "./simulated-engine.ts";
import { type SimulatedComment, SimulatedForge, type SimulatedRequest } from "./simulated-forge.ts";

/** How long each call to the outside world takes, in milliseconds: longer than the second in which forges give times. */
const millisecondsOfCall = 2000;

/** Everything that jobs and people act on: a repository, a forge, a cloud, a record, one clock. */
export class World {
  readonly git = new MemoryRepository();
  readonly forge = new SimulatedForge();
  readonly cloud = new SimulatedCloud(this.git, this);
  readonly history = new MemoryHistory();
  readonly plans = new MemoryPlans();
  readonly leases = new MemoryLeaseStore();
  /** By environment. */
  readonly holdings = new Map<string, Holding>();
  readonly takenTooEarly: TakenTooEarly[] = [];
  readonly rights = new Rights();
  readonly ledger = new MemoryLedger();
  readonly takings: Taking[] = [];
  readonly responses: EndOfResponse[] = [];
  /** In the order in which they were started by an event of the forge. */
  readonly jobs: Job[] = [];
  readonly forgeWrites: ForgeWrite[] = [];
  /** All that left a process, besides what it wrote to the forge. */
  readonly printed: string[] = [];
  readonly previews: EndOfPreview[] = [];
  readonly ups: EndOfUp[] = [];
  /** Jobs of people who were allowed to bring up what was not reviewed. */
  readonly unreviewed = new Set<Job>();
  /** Where branches that changes are merged into began, and each commit that they stood at since. */
  readonly tips: { readonly branch: string; readonly commit: string; readonly at: number }[] = [];
  /** Jobs that say at their end that the forge did not take all of it, so that people run them again. */
  readonly unposted = new Set<Job>();
  /** What the jobs of the protected branch are started for. */
  readonly pushes = new Map<Job, { readonly since: string; readonly head: string }>();
  #runs = 0;
  /** Whether jobs of the protected branch bring up what waits, and not only what their own push brought. */
  queues = false;
  now = Date.UTC(2026, 0, 1, 12);

  private constructor(readonly fault: Fault | undefined) {}

  /** A platform whose environments stand as its first commit says. */
  static async begun(fault?: Fault): Promise<World> {
    const world = new World(fault);
    const commit = world.git.make(firstFiles());
    world.git.remote = remoteAddress;
    for (const branch of ["main", "release"]) world.move(branch, commit);
    for (const name of firstEnvironments) {
      world.cloud.standing.set(name, wantedResources(world.git, commit, name) ?? new Map());
      world.cloud.saves.set(name, 1);
    }
    for (const each of [bot, ...people]) world.rights.give(each, firstRights[each.name] ?? "none", world.now);
    await world.history.record(firstRun(commit, world.instant()));
    return world;
  }

  /** Lets the time of a call pass. */
  tick(): void {
    this.now += millisecondsOfCall;
  }

  /** Another one at each call. */
  nextRun(): number {
    this.#runs += 1;
    return this.#runs;
  }

  /** In ISO 8601 and whole seconds, as forges give it. */
  instant(): string {
    return `${new Date(this.now).toISOString().slice(0, 19)}Z`;
  }

  get main(): string {
    return this.git.tipOf("main") ?? "";
  }

  tipOf(branch: string): string | undefined {
    return this.git.tipOf(branch);
  }

  move(branch: string, commit: string): void {
    this.git.point(branch, commit);
    this.tips.push({ branch, commit, at: this.now });
  }

  ownComments(request: SimulatedRequest, topic: string): readonly SimulatedComment[] {
    return this.fault?.comments?.(request, topic) ?? request.own(topic);
  }

  print(text: string): void {
    this.printed.push(text);
  }

  /** Ends what a person said of a change request before. */
  withdraw(request: SimulatedRequest, { id }: ForgeUser): void {
    for (const each of request.reviews) if (each.reviewer.id === id && each.until > this.now) each.until = this.now;
  }
}

function firstRun(commit: string, at: string) {
  const counts = { create: 2, update: 0, replace: 0, delete: 0, same: 0 };
  const layers = [{ layer: "infrastructure", kind: "applied", at, steps: [], counts }] as const;
  return {
    version: historyVersion,
    kind: "up",
    id: `${at}-up-${commit.slice(0, 12)}`,
    at,
    commit,
    by: "ada",
    environments: firstEnvironments.map((environment) => ({
      environment,
      result: "succeeded" as const,
      layers,
      milliseconds: 1,
    })),
  } as const;
}
