import type { RunningProvider } from "../engine/index.ts";
import type { CommandWiring } from "./program.ts";

/** What the `local` commands ask of a local cloud. The composition root gives one per home. */
export interface LocalConsole {
  ensureRunning(): Promise<LocalStatus>;
  status(): Promise<LocalStatus>;
  stop(): Promise<void>;
  list(filter: {
    readonly type?: string;
    readonly project?: string;
    readonly id?: string;
  }): Promise<readonly LocalResource[]>;
  get(id: string, type?: string): Promise<LocalResource>;
  /** @param actor the person whose change it is, for the cloud's audit log */
  set(id: string, patch: Readonly<Record<string, unknown>>, type?: string, actor?: string): Promise<LocalResource>;
  delete(id: string, type?: string, actor?: string): Promise<void>;
  events(since?: number): Promise<readonly LocalEvent[]>;
  operations(): Promise<readonly LocalOperation[]>;
  quotas(): Promise<readonly LocalQuota[]>;
  setQuota(setting: {
    readonly metric: string;
    readonly region?: string | undefined;
    readonly limit?: number | undefined;
  }): Promise<Pick<LocalQuota, "metric" | "region" | "limit">>;
  faults(): Promise<readonly LocalFault[]>;
  addFault(request: LocalFaultRequest): Promise<LocalFault>;
  /** One fault, or all without `id`. */
  removeFaults(id?: string): Promise<void>;
  kubeconfig(clusterId?: string): Promise<string>;
  ssh(instance: string, request: { readonly user?: string; readonly command: readonly string[] }): Promise<number>;
  /** @param host whose folder is that of the program */
  start(request: { readonly package: string }, host?: { readonly folder: string }): Promise<RunningProvider>;
}

export interface LocalOperation {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly target: string;
  readonly status: string;
  readonly progress: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly error?: string;
}

export interface LocalQuota {
  readonly project: string;
  readonly metric: string;
  readonly region?: string;
  readonly limit: number;
  readonly usage: number;
}

/** A fault as the command line has it; the local cloud says what is wrong with it. */
export interface LocalFaultRequest {
  readonly on?: string | undefined;
  readonly type?: string | undefined;
  readonly match?: string | undefined;
  readonly nth?: number | undefined;
  readonly times?: number | undefined;
  readonly error?: string | undefined;
  readonly halfWay?: boolean | undefined;
  readonly late?: string | undefined;
  readonly timeout?: string | undefined;
}

export interface LocalFault {
  readonly id: string;
  readonly on: string;
  readonly type?: string;
  readonly match?: string;
  readonly nth: number;
  readonly times?: number;
  readonly error?: { readonly status: number; readonly reason: string };
  readonly halfWay?: boolean;
  readonly lateMilliseconds?: number;
  readonly timeoutMilliseconds?: number;
  readonly seen: number;
  readonly met: number;
}

export interface LocalStatus {
  readonly running: boolean;
  readonly home: string;
  readonly pid?: number;
  readonly url?: string;
  readonly resources?: number;
  readonly clusters?: readonly { readonly id: string; readonly endpoint: string }[];
  readonly memoryMiB?: number;
  readonly problems?: readonly string[];
}

export interface LocalResource {
  readonly type: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly updatedAt: string;
  readonly operation?: { readonly name: string; readonly kind: string };
  readonly failure?: string;
}

export interface LocalEvent {
  readonly sequence: number;
  readonly at: string;
  readonly change: string;
  readonly by: string;
  readonly actor?: string;
  readonly type: string;
  readonly id: string;
  readonly changed: readonly string[];
}

/** How the process of a local cloud is started, where it does not run. */
export interface LocalStart {
  readonly home: string;
  readonly latency?: "none" | "quick" | "realistic";
  readonly port?: number;
}

/** What the composition root gives the `local` commands besides what every command gets. */
export interface LocalHost {
  readonly openLocal: (start: LocalStart) => Promise<LocalConsole>;
}

/** Flags that every `local` command has. */
export interface LocalFlags {
  readonly home: string;
  readonly json?: boolean;
}

export type LocalCommandWiring = CommandWiring & LocalHost;
