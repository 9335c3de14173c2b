import path from "node:path";
import type { ProviderRequest, RunningProvider } from "../../engine/index.ts";
import { isRunning, lockOwner } from "../home/index.ts";
import { type ConsoleCall, callConsole } from "./console-client.ts";
import { type DaemonOptions, ensureDaemon, runningDaemon, stopDaemon } from "./daemon-process.ts";
import { LocalCloudRefused } from "./errors.ts";
import type {
  CloudEvent,
  CloudFilter,
  CloudPatch,
  CloudResource,
  LocalCloud,
  LocalCloudStatus,
} from "./local-cloud.ts";

/** The local cloud of `home`; its process is started when it is first needed. */
export function localCloud(options: DaemonOptions): LocalCloud {
  return new LocalCloudClient({ ...options, home: path.resolve(options.home) });
}

class LocalCloudClient implements LocalCloud {
  readonly home: string;

  constructor(private readonly options: DaemonOptions) {
    this.home = options.home;
  }

  ensureRunning(): Promise<LocalCloudStatus> {
    return this.#call({ method: "GET", path: "/v1/status" });
  }

  async status(): Promise<LocalCloudStatus> {
    const discovery = await runningDaemon(this.home);
    if (discovery === undefined) return { running: false, home: this.home };
    return callConsole(discovery, { method: "GET", path: "/v1/status" });
  }

  async start(request: ProviderRequest): Promise<RunningProvider> {
    const { id, address } = await this.#call<{ id: string; address: string }>({
      method: "POST",
      path: `/v1/providers/${encodeURIComponent(request.package)}`,
      body: { ...(request.version !== undefined && { version: request.version }), ownerPid: process.pid },
    });
    return { address, stop: () => this.#stopProvider(id) };
  }

  list(filter: CloudFilter = {}): Promise<readonly CloudResource[]> {
    return this.#call({ method: "GET", path: "/v1/resources", query: { ...filter } });
  }

  get(id: string, type?: string): Promise<CloudResource> {
    return this.#call({ method: "GET", path: "/v1/resource", query: { id, type } });
  }

  set(id: string, patch: CloudPatch, type?: string): Promise<CloudResource> {
    const body = Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value ?? null]));
    return this.#call({ method: "PATCH", path: "/v1/resource", query: { id, type }, body });
  }

  async delete(id: string, type?: string): Promise<void> {
    await this.#call({ method: "DELETE", path: "/v1/resource", query: { id, type } });
  }

  events(since?: number): Promise<readonly CloudEvent[]> {
    return this.#call({ method: "GET", path: "/v1/events", query: { since } });
  }

  async kubeconfig(clusterId?: string): Promise<string> {
    const query = { id: clusterId };
    return (await this.#call<{ kubeconfig: string }>({ method: "GET", path: "/v1/kubeconfig", query })).kubeconfig;
  }

  async stop(): Promise<void> {
    await stopDaemon(this.home);
  }

  /** A provider that ended with its process needs no call. */
  async #stopProvider(id: string): Promise<void> {
    const discovery = await runningDaemon(this.home);
    if (discovery === undefined) return;
    await callConsole(discovery, { method: "DELETE", path: `/v1/providers/${id}` }).catch((thrown: unknown) => {
      if (thrown instanceof LocalCloudRefused) throw thrown;
    });
  }

  /** Starts the process when it does not run, and once more when it went away between finding and calling it. */
  async #call<Answer>(call: ConsoleCall): Promise<Answer> {
    const discovery = await ensureDaemon(this.options);
    try {
      return await callConsole<Answer>(discovery, call);
    } catch (thrown) {
      const owner = await lockOwner(this.home);
      const stillThere = owner?.pid === discovery.pid && (await isRunning(owner));
      if (thrown instanceof LocalCloudRefused || stillThere) throw thrown;
      return callConsole<Answer>(await ensureDaemon(this.options), call);
    }
  }
}
