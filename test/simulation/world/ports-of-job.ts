import { type FlowPorts, reachOf } from "../../../src/flows/index.ts";
import type { History, KeptPlans } from "../../../src/history/index.ts";
import type { SyncAgentPorts } from "../../../src/layer/sync-agent/index.ts";
import { layersOver } from "../../../src/wiring/layers.ts";
import type { Job } from "./job.ts";
import { leasesOfJob } from "./leases-of-job.ts";
import { secretConfig } from "./secrets.ts";
import { SimulatedEngine, workspaceOf } from "./simulated-engine.ts";
import type { World } from "./world.ts";

/**
 * What the flows of one job work with. Everything outside of its process is a call.
 *
 * @param waits whether it waits for what other jobs hold, as jobs of CI do
 */
export function portsOfJob(world: World, job: Job, waits = true): FlowPorts {
  const { fault } = world;
  const git = fault?.git?.(world.git) ?? world.git;
  const history = historyOfJob(world, job);
  const { leases, fenceOf } = leasesOfJob(world, job, waits);
  const own = new SimulatedEngine(world.cloud, job, { waits, fenceOf });
  const engine = fault?.engine?.(own) ?? own;
  const savedAt = (name: string) => String(world.cloud.saves.get(name) ?? 0);
  const ports: Omit<FlowPorts, "layers" | "syncAgents"> & SyncAgentPorts = {
    git,
    programs: { filesOf: async (_, entry) => ({ ...program, files: new Map([[entry, [entry]]]) }) },
    reach: reachOf({ as: "commits", branch: "main" }, git),
    engines: {
      engineFor: () => engine,
      stateFor: async () => ({
        location: "/checkout/.groundwork/state",
        stacks: new Map([...world.cloud.standing.keys()].map((name) => [name, savedAt(name)])),
        savedNow: async (name) => (world.cloud.standing.has(name) ? savedAt(name) : "nothing"),
      }),
      engineForRemoved: engine,
      project: "groundwork",
      local: false,
    },
    workspaces: {
      at: async (commit) => ({ folder: workspaceOf(commit), versions: { gcp: "9.0.0" }, dispose: async () => {} }),
    },
    source: {
      config: async () => secretConfig,
      followed: ({ follows }) => follows,
      prepare: async () => {},
      publish: async () => {},
    },
    clusters: {
      syncStatus: noCluster,
      objectTree: noCluster,
      requestSync: noCluster,
      suspend: noCluster,
      resume: noCluster,
      agentLogs: () => {
        throw new Error("No environment of the simulation has a cluster.");
      },
    },
    accesses: { of: async () => [] },
    history: fault?.history?.(history, world) ?? history,
    leases,
    plans: plansOfJob(world, job),
    clock: { now: () => new Date(world.now + job.skew) },
    wait: async () => {},
    signal: job.lost.signal,
    onProgress: (event) => {
      if (event.kind !== "previewed" && event.kind !== "ran") world.print(JSON.stringify(event));
    },
    actor: "bot",
    parallel: 2,
  };
  return { ...ports, ...layersOver(ports) };
}

const noCluster = async (): Promise<never> =>
  Promise.reject(new Error("No environment of the simulation has a cluster."));

const program = { packages: new Set<string>(), unresolved: [], readingOutside: [] };

function historyOfJob({ history, printed }: World, job: Job): History {
  return {
    record: (entry) =>
      job.call(
        `record ${entry.kind}`,
        () => {
          printed.push(JSON.stringify(entry));
          return history.record(entry);
        },
        { writes: true },
      ),
    shownPlans: history.shownPlans,
    shownByInputs: (...asked) => job.call("history shown", () => history.shownByInputs(...asked)),
    lastRuns: () => job.call("history runs", () => history.lastRuns()),
    notices: history.notices,
    list: (...asked) => job.call("history list", () => history.list(...asked)),
    verify: history.verify,
  };
}

function plansOfJob({ plans, printed }: World, job: Job): KeptPlans {
  return {
    keep: (environment, inputs, plan) =>
      job.call(
        `plan of ${environment}`,
        () => {
          printed.push(JSON.stringify(plan));
          return plans.keep(environment, inputs, plan);
        },
        { writes: true },
      ),
    find: (...wanted) => plans.find(...wanted),
  };
}
