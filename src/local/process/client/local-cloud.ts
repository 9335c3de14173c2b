import type {
  Creation,
  ProviderHost,
  ProviderRequest,
  ProviderSource,
  RunningProvider,
} from "../../../engine/index.ts";
import type { CloudOperation, Fault, FaultRequest, QuotaLimit, QuotaSetting, QuotaUse } from "../../cloud/index.ts";

/** What the console says of one simulated resource. */
export interface CloudResource {
  /** Type token, for example `gcp:compute/network:Network`. */
  readonly type: string;
  /** The cloud's id, for example `projects/p/global/networks/main`. Unique together with the type. */
  readonly id: string;
  readonly name: string;
  /** What the cloud says the resource is; sensitive values as `[secret]`. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Counts the changes of this resource, from 1. */
  readonly generation: number;
  /** The operation that runs on it. */
  readonly operation?: { readonly name: string; readonly kind: string };
  /** Why its last change failed half-way. */
  readonly failure?: string;
}

/** Who changed a resource: a Pulumi program through a provider, a person through the console, or the cloud itself. */
export type ChangedBy = "provider" | "console" | "cloud";

export interface CloudEvent {
  /** Grows by one per event and is never given twice in one store. */
  readonly sequence: number;
  readonly at: string;
  readonly change: "created" | "updated" | "deleted";
  readonly by: ChangedBy;
  /** The person at the console, as that person said. */
  readonly actor?: string;
  readonly type: string;
  readonly id: string;
  /** Top-level properties that changed; empty for `created` and `deleted`. */
  readonly changed: readonly string[];
}

export interface CloudFilter {
  /** A type token or a part of one, without regard to case: `network`, `compute/`, `gcp:dns`. */
  readonly type?: string;
  readonly project?: string;
  /** A part of the id. */
  readonly id?: string;
}

/** A change from the console. Keys are property paths (`labels.team`, `allows[0].ports`); `undefined` removes the property. */
export type CloudPatch = Readonly<Record<string, unknown>>;

export interface LocalCloudStatus {
  readonly running: boolean;
  readonly home: string;
  readonly pid?: number;
  /** Console address, `http://127.0.0.1:<port>`. */
  readonly url?: string;
  /** Address of its Git host, which serves `<home>/git`. */
  readonly gitUrl?: string;
  readonly version?: string;
  readonly startedAt?: string;
  readonly resources?: number;
  readonly providers?: number;
  readonly clusters?: readonly { readonly id: string; readonly endpoint: string }[];
  readonly memoryMiB?: number;
  /** What was found damaged in the store when it was opened; each names the record and what became of it. */
  readonly problems?: readonly string[];
}

/** Where to read from a local cloud's Git host. The token is a secret. */
export interface GitHostAccess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Password of basic authentication, with any user name, or bearer token. The same as long as the home is kept. */
  readonly token: string;
}

export interface MachinesRequest {
  readonly ids: readonly string[];
  /** An account that they are to have. @default admin */
  readonly user?: string;
  /** Whether Python is needed on them. @default false */
  readonly forPlaybooks?: boolean;
}

/** How machines are logged in to by ssh. */
export interface MachineAccess {
  readonly user: string;
  readonly privateKeyFile: string;
  /** Keys of the machines under their names. */
  readonly knownHostsFile: string;
  /** By the instance's id, a command whose input and output are a connection to its SSH server. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Of Python, on the machines. */
  readonly interpreter: string;
}

/**
 * The local cloud of one home folder, from outside its process.
 *
 * Every verb but {@link status} and {@link stop} starts the process when it does not run. Nothing is kept between calls
 * but the address, which is looked up again when the process was replaced.
 */
export interface LocalCloud extends ProviderSource {
  readonly home: string;
  /** @param host whose folder is where Helm is run; without it charts and releases are refused */
  start(request: ProviderRequest, host?: Pick<ProviderHost, "folder">): Promise<RunningProvider>;
  /** Starts nothing. */
  idOfCreation(request: ProviderRequest, creation: Creation): Promise<string | undefined>;
  /** Starts the process, or finds the one that runs. Two calls at once, from any processes, give one. @throws {LocalCloudDidNotStart} */
  ensureRunning(): Promise<LocalCloudStatus>;
  /** Never starts anything. */
  status(): Promise<LocalCloudStatus>;
  list(filter?: CloudFilter): Promise<readonly CloudResource[]>;
  /** `id` is an id, a self link, or a name that only one resource has. @throws {LocalCloudRefused} for none or several. */
  get(id: string, type?: string): Promise<CloudResource>;
  /** Changes a resource behind the tool's back, as a person in a cloud console would. */
  set(id: string, patch: CloudPatch, type?: string, actor?: string): Promise<CloudResource>;
  /** Deletes a resource behind the tool's back. Refused while another one uses it. */
  delete(id: string, type?: string, actor?: string): Promise<void>;
  /** Events after `since`, oldest first. */
  events(since?: number): Promise<readonly CloudEvent[]>;
  /** Operations that run, and the last of those that ended since the process started, oldest first. */
  operations(): Promise<readonly CloudOperation[]>;
  /** Quotas of which something is taken, or whose limit was set, by project, region and metric. */
  quotas(): Promise<readonly QuotaUse[]>;
  /** Without `limit`, the usual one is back. @throws {LocalCloudRefused} with everything that is wrong with it */
  setQuota(setting: QuotaSetting): Promise<QuotaLimit>;
  /** The fault plan, in the order in which faults were added. */
  faults(): Promise<readonly Fault[]>;
  /** @throws {LocalCloudRefused} with everything that is wrong with it */
  addFault(request: FaultRequest): Promise<Fault>;
  /** Removes one fault, or all without `id`. */
  removeFaults(id?: string): Promise<void>;
  /** Its Git host, which serves `<home>/git` to those who show the token; `undefined` when there is no `git`. */
  gitHost(): Promise<GitHostAccess | undefined>;
  /** YAML for `kubectl`; `clusterId` may be left out when there is one cluster. */
  kubeconfig(clusterId?: string): Promise<string>;
  /**
   * Boots the machines of instances by their ids, and says how they are logged in to. Those that are no instances are left out.
   *
   * @throws {LocalCloudRefused} where machines cannot run here, with what to install or to allow
   */
  openMachines(request: MachinesRequest): Promise<MachineAccess>;
  /**
   * Runs ssh into the machine of an instance on the caller's terminal: a shell, or a command. Resolves to ssh's exit code.
   *
   * @param instance an id, a self link, or a name that only one instance has
   */
  ssh(instance: string, request: { readonly user?: string; readonly command: readonly string[] }): Promise<number>;
  /** Ends the process and keeps everything that it stored. Repeatable. */
  stop(): Promise<void>;
}
