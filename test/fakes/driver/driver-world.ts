import type { Suspension, SyncTree, TreeObject } from "../../../src/change/index.ts";
import type { ClusterAccess, Clusters, LogLine, SyncStatus } from "../../../src/cluster/index.ts";
import type { StackConfig } from "../../../src/engine/index.ts";
import { type FlowPorts, type ProgressEvent, reachOf } from "../../../src/flows/index.ts";
import type { Repository } from "../../../src/git/index.ts";
import type { SyncAgentPorts } from "../../../src/layer/sync-agent/index.ts";
import { HeldLeases, type LeaseSettings, type LeaseStore, type Leases, leasesOver } from "../../../src/lease/index.ts";
import type { NotifierOf } from "../../../src/notify/index.ts";
import type { MachineComparison, PlaybookRuns, PlaybookSyntax } from "../../../src/playbook/index.ts";
import { esbuildProgramReader } from "../../../src/program/esbuild/index.ts";
import { layersOver } from "../../../src/wiring/layers.ts";
import { FakeEngine } from "./fake-engine.ts";
import type { MemoryForge } from "./memory-forge.ts";
import { MemoryHistory } from "./memory-history.ts";
import { MemoryLeaseStore } from "./memory-lease-store.ts";
import { MemoryLedger } from "./memory-ledger.ts";
import { MemoryPlans } from "./memory-plans.ts";
import { MemoryRepository } from "./memory-repository.ts";

/** Everything that flows work with, in memory: a repository, an engine, a history, a cluster, a clock that jumps. */
export class DriverWorld {
  readonly git = new MemoryRepository();
  readonly engine = new FakeEngine();
  readonly history = new MemoryHistory();
  readonly plans = new MemoryPlans();
  readonly ledger = new MemoryLedger();
  /** Takes what happens besides {@link progress}. */
  onProgress: (event: ProgressEvent) => void = () => {};
  /** Called whenever a flow has let time pass. */
  onWait: () => void = () => {};
  readonly progress: ProgressEvent[] = [];
  readonly prepared: string[] = [];
  readonly published: string[] = [];
  /** Commits that were checked out to run a program. */
  readonly workspaces: string[] = [];
  /** Thrown instead of preparing a workspace. */
  unpublishable: Error | undefined;
  /** Thrown instead of giving a folder to run a program in. */
  unpreparable: Error | undefined;
  interrupt = new AbortController();
  /** Aborted when a run loses its leases. */
  readonly lost = new AbortController();
  /** The agent's status at each read; the last one is repeated. An error is thrown. */
  agent: (SyncStatus | Error)[] = [];
  /** What the agent applied, as it is now. An error is thrown. */
  tree: SyncTree | Error = healthyTree([]);
  /** How often the agent was asked to look at Git. */
  requests = 0;
  /** Thrown instead of changing the agent's objects. */
  forbidden: Error | undefined;
  /** Who keeps the agent from the cluster. */
  suspension: Suspension | undefined;
  /** What the agent's Pods have logged. */
  logged: readonly LogLine[] = [];
  /** What carries playbooks out. */
  playbookRuns: PlaybookRuns | undefined;
  /** What checks the form of playbooks. */
  playbooks: PlaybookSyntax | undefined;
  /** What compares machines with their playbooks. */
  machines: MachineComparison | undefined;
  /** Whether everything is rehearsed on the local cloud. */
  local = true;
  /** Where commands show their results. */
  host: MemoryForge | undefined;
  /** Files on disk, for commands that read no commit. */
  checkoutFiles: Readonly<Record<string, string>> = {};
  /** What tells the people of a route. */
  notifierOf: NotifierOf = ({ name }) => ({
    tell: () => Promise.reject(new Error(`Nobody is on route ${name}.`)),
  });
  /** Configuration that is given to every program. */
  config: StackConfig = {};
  /** Versions of what programs run with. */
  versions: Readonly<Record<string, string>> = { gcp: "9.0.0" };
  /** The person whose commits the clone makes; empty where it names none. */
  committer = "Ada <ada@example.com>";
  now = Date.UTC(2026, 0, 1);

  /** Starts from a program, a profile and the named environments, committed. */
  constructor(names: readonly string[] = ["dev", "staging"]) {
    this.git.make(platformFiles(names));
    for (const name of names) this.engine.wanted.set(name, { main: { cidr: "10.0.0.0/16" } });
  }

  get ports(): FlowPorts {
    return this.portsOn(this.git);
  }

  /** With the commits of another repository. */
  portsOn(git: Repository): FlowPorts {
    const reach = reachOf({ as: "commits", branch: git.checkout.branch }, git);
    const given = { ...this.portsOfLayers, git, reach };
    const ports: FlowPorts = { ...given, ...layersOver(given) };
    // No program is run here, so that there is nothing to confine.
    return { ...ports, forOutside: async () => await Promise.resolve({ ...ports, isForOutside: true }) };
  }

  /** Where leases are kept. */
  leaseStore: LeaseStore = new MemoryLeaseStore();
  /** Lines that runs say about leases. */
  readonly notices: string[] = [];
  /** Whether a run waits for leases that other runs hold, and is not refused. */
  waitsForLeases = false;
  /** Lets time pass for leases that are looked at or renewed. @default none passes before a run ends */
  leaseWait: LeaseSettings["wait"] = (_, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });

  /** The leases as another run sees them. */
  get leases(): Leases {
    return leasesOver(this.leaseStore, this.leaseTime);
  }

  private get leaseTime(): LeaseSettings {
    return {
      seconds: 60,
      clock: { now: () => new Date(this.now) },
      monotonic: () => this.now,
      wait: (milliseconds, signal) => this.leaseWait(milliseconds, signal),
    };
  }

  private get portsOfLayers(): Omit<FlowPorts, "layers" | "syncAgents" | "reach"> & SyncAgentPorts {
    return {
      git: this.git,
      programs: esbuildProgramReader,
      engines: {
        engineFor: () => this.engine,
        stateFor: async () => ({
          location: "/checkout/.groundwork/state",
          stacks: new Map(
            [...this.engine.standing.keys()].map((name) => [name, String(this.engine.saves.get(name) ?? 0)]),
          ),
          savedNow: async (name) =>
            this.engine.standing.has(name) ? String(this.engine.saves.get(name) ?? 0) : "nothing",
        }),
        engineForRemoved: this.engine,
        project: "groundwork",
        local: this.local,
      },
      workspaces: {
        at: async (commit) => {
          this.workspaces.push(commit);
          if (this.unpreparable) throw this.unpreparable;
          return { folder: "/workspace", versions: this.versions, dispose: async () => {} };
        },
      },
      source: {
        config: async () => this.config,
        followed: ({ follows }) => follows,
        prepare: async (commit, branch) => {
          if (this.unpublishable) throw this.unpublishable;
          this.prepared.push(`${branch}@${commit}`);
        },
        publish: async (commit, branch) => {
          this.published.push(`${branch}@${commit}`);
        },
      },
      clusters: this.clusters,
      accesses: { of: async () => [access] },
      history: this.history,
      leases: new HeldLeases({
        ...this.leaseTime,
        leases: this.leases,
        owner: { actor: "Ada", host: "ci-7", process: { pid: 42 } },
        waits: this.waitsForLeases,
        signal: this.interrupt.signal,
        onNotice: (line) => this.notices.push(line),
        onLost: () => this.lost.abort(),
      }),
      plans: this.plans,
      ...(this.playbookRuns && { playbookRuns: this.playbookRuns }),
      ...(this.playbooks && { playbooks: this.playbooks }),
      ...(this.machines && { machines: this.machines }),
      clock: { now: () => new Date(this.now++) },
      wait: async (milliseconds) => {
        this.now += milliseconds;
        this.onWait();
      },
      signal: AbortSignal.any([this.interrupt.signal, this.lost.signal]),
      onProgress: (event) => {
        this.progress.push(event);
        this.onProgress(event);
      },
      actor: "Ada",
      parallel: 2,
    };
  }

  get clusters(): Clusters {
    const lines = () => this.logged;
    return {
      syncStatus: async () => {
        const answer = this.agent.length > 1 ? this.agent.shift() : this.agent[0];
        if (answer instanceof Error) throw answer;
        if (!answer) throw new Error("The test did not say what the agent says.");
        return answer;
      },
      objectTree: async () => {
        if (this.tree instanceof Error) throw this.tree;
        return this.tree;
      },
      requestSync: async () => {
        if (this.forbidden) throw this.forbidden;
        this.requests += 1;
      },
      suspend: async (_, suspension) => {
        if (this.forbidden) throw this.forbidden;
        this.suspension = suspension;
      },
      resume: async () => {
        if (this.forbidden) throw this.forbidden;
        this.suspension = undefined;
      },
      agentLogs: async function* (this: void) {
        yield* lines();
      },
    };
  }
}

const access: ClusterAccess = { name: "main", kubeconfig: "", sync: { namespace: "flux-system", name: "dev" } };

/** A program, a profile and the named environments. */
export function platformFiles(names: readonly string[]): Readonly<Record<string, string>> {
  return {
    "Pulumi.yaml": "name: groundwork\nruntime: nodejs\nmain: stacks/index.ts\n",
    "package.json": '{ "type": "module" }',
    "stacks/index.ts": 'import { size } from "../src/desired/size.ts";\nexport const all = size;\n',
    "src/desired/size.ts": "export const size = 1;\n",
    "src/cli/help.ts": "export const help = 1;\n",
    "environments/_profiles/small.yaml": profile(),
    ...Object.fromEntries(names.flatMap((name) => Object.entries(environmentFiles(name)))),
  };
}

export function environmentFiles(name: string, spec = ""): Readonly<Record<string, string>> {
  return {
    [`environments/${name}/environment.yaml`]: `apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nmetadata: { description: ${name} }\n${spec}`,
    [`environments/${name}/apps/web.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`,
  };
}

/** The same with a value of its own, so that two values are two declarations. */
export function changedFiles(name: string, value: string): Readonly<Record<string, string>> {
  return environmentFiles(name, `spec: { values: { a: ${value} } }\n`);
}

/** Without a cluster: nothing to wait for. */
export function profile(extra = ""): string {
  return `apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  cloud: { kind: local }\n${extra}`;
}

/** A profile with a cluster that follows Git. */
export const profileWithCluster = profile(
  "  network:\n    subnets:\n      - { name: main, cidr: /20, pods: /18, services: /24 }\n  clusters:\n    - name: main\n      nodePools:\n        - { name: default, machineType: e2-standard-2, nodes: { min: 1, max: 1 } }\n  sync: { branch: main }\n",
);

/** The status of a healthy agent that has applied `commit`. */
export function healthy(commit: string): SyncStatus {
  return {
    namespace: "flux-system",
    name: "dev",
    ready: { type: "Ready", status: "True", reason: "ReconciliationSucceeded", message: "Applied", since: new Date(0) },
    source: undefined,
    sourceStalled: false,
    sourceStale: false,
    suspended: false,
    appliedCommit: commit,
    attemptedCommit: commit,
    fetchedCommit: commit,
    stalled: false,
    stale: false,
    objects: 3,
    problems: [],
  };
}

/** The tree of a healthy agent that has applied these objects. */
export function healthyTree(objects: readonly TreeObject[]): SyncTree {
  const said = { ready: "True", message: "", revision: `main@sha1:${"4".repeat(40)}` } as const;
  return {
    source: { object: "GitRepository/flux-system/dev", ...said },
    root: { object: "Kustomization/flux-system/dev", ...said, stale: false, suspended: false, objects },
  };
}
