import path from "node:path";
import type { Creation, ProviderHost, ProviderRequest, RunningProvider } from "../../../engine/index.ts";
import { helmCallerOf } from "../../../kubernetes/helm/index.ts";
import type { Ambient } from "../../../kubernetes/kubeconfig/index.ts";
import type {
  CloudOperation,
  Fault,
  FaultRequest,
  NewerOffers,
  QuotaLimit,
  QuotaSetting,
  QuotaUse,
} from "../../cloud/index.ts";
import type { ConsoleCall } from "./console-client.ts";
import { askDaemon, type DaemonOptions, ensureDaemon, runningDaemon, stopDaemon } from "./daemon-process.ts";
import { LocalCloudWentAway } from "./errors.ts";
import type {
  CloudEvent,
  CloudFilter,
  CloudPatch,
  CloudResource,
  GitHostAccess,
  LocalCloud,
  LocalCloudStatus,
  MachineAccess,
  MachinesRequest,
} from "./local-cloud.ts";
import { sshInto } from "./ssh-into.ts";

/** The local cloud of `home`; its process is started when it is first needed. */
export function localCloud(options: DaemonOptions): LocalCloud {
  return new LocalCloudClient({ ...options, home: path.resolve(options.home) });
}

/** A process that ends every time it is called is not started forever. */
const ATTEMPTS = 3;

class LocalCloudClient implements LocalCloud {
  readonly home: string;

  constructor(private readonly options: DaemonOptions) {
    this.home = options.home;
  }

  ensureRunning(): Promise<LocalCloudStatus> {
    return this.#call({ method: "GET", path: "/v1/status" });
  }

  async status(): Promise<LocalCloudStatus> {
    return (await this.#askIfRunning({ method: "GET", path: "/v1/status" })) ?? { running: false, home: this.home };
  }

  async start(request: ProviderRequest, host?: Pick<ProviderHost, "folder">): Promise<RunningProvider> {
    const { environment = {} } = this.options;
    const { id, address } = await this.#call<{ id: string; address: string }>({
      method: "POST",
      path: `/v1/providers/${encodeURIComponent(request.package)}`,
      body: {
        ...(request.version !== undefined && { version: request.version }),
        ownerPid: process.pid,
        ...(request.package === "kubernetes" && { ambient: ambientOf(environment) }),
        ...(request.package === "kubernetes" && host && { helm: helmCallerOf(host.folder, environment) }),
        ...(request.package === "gcp" && { newer: newerOffersOf(environment) }),
      },
    });
    return { address, stop: () => this.#stopProvider(id) };
  }

  async idOfCreation(request: ProviderRequest, { type, inputs, configuration }: Creation): Promise<string | undefined> {
    if (request.package === "kubernetes") {
      const { idOfObjectCreation } = await import("../../../kubernetes/pulumi-provider/index.ts");
      return idOfObjectCreation({ ...inputs });
    }
    if (request.package !== "gcp") return undefined;
    const { GcpFacts, idOfGcpCreation } = await import("../../cloud/index.ts");
    return idOfGcpCreation(new GcpFacts(), type, { ...inputs }, { ...configuration });
  }

  list(filter: CloudFilter = {}): Promise<readonly CloudResource[]> {
    return this.#call({ method: "GET", path: "/v1/resources", query: { ...filter } });
  }

  get(id: string, type?: string): Promise<CloudResource> {
    return this.#call({ method: "GET", path: "/v1/resource", query: { id, type } });
  }

  set(id: string, patch: CloudPatch, type?: string, actor?: string): Promise<CloudResource> {
    const body = Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value ?? null]));
    return this.#call({ method: "PATCH", path: "/v1/resource", query: { id, type, actor }, body });
  }

  async delete(id: string, type?: string, actor?: string): Promise<void> {
    await this.#call({ method: "DELETE", path: "/v1/resource", query: { id, type, actor } });
  }

  events(since?: number): Promise<readonly CloudEvent[]> {
    return this.#call({ method: "GET", path: "/v1/events", query: { since } });
  }

  operations(): Promise<readonly CloudOperation[]> {
    return this.#call({ method: "GET", path: "/v1/operations" });
  }

  quotas(): Promise<readonly QuotaUse[]> {
    return this.#call({ method: "GET", path: "/v1/quotas" });
  }

  setQuota(setting: QuotaSetting): Promise<QuotaLimit> {
    return this.#call({ method: "PUT", path: "/v1/quotas", body: setting });
  }

  faults(): Promise<readonly Fault[]> {
    return this.#call({ method: "GET", path: "/v1/faults" });
  }

  addFault(request: FaultRequest): Promise<Fault> {
    return this.#call({ method: "POST", path: "/v1/faults", body: request });
  }

  async removeFaults(id?: string): Promise<void> {
    await this.#call({
      method: "DELETE",
      path: id === undefined ? "/v1/faults" : `/v1/faults/${encodeURIComponent(id)}`,
    });
  }

  async gitHost(): Promise<GitHostAccess | undefined> {
    return (
      (await this.#call<{ host: GitHostAccess | null }>({ method: "GET", path: "/v1/git-host" })).host ?? undefined
    );
  }

  async kubeconfig(clusterId?: string): Promise<string> {
    const query = { id: clusterId };
    return (await this.#call<{ kubeconfig: string }>({ method: "GET", path: "/v1/kubeconfig", query })).kubeconfig;
  }

  openMachines(request: MachinesRequest): Promise<MachineAccess> {
    const sshd = this.options.environment?.["GROUNDWORK_SSHD"];
    const body = { ...request, ...(sshd !== undefined && sshd !== "" && { sshd: path.resolve(sshd) }) };
    return this.#call({ method: "POST", path: "/v1/machines", body });
  }

  async ssh(
    instance: string,
    request: { readonly user?: string; readonly command: readonly string[] },
  ): Promise<number> {
    const { user, command } = request;
    const { id, name } = await this.get(instance, "gcp:compute/instance:Instance");
    const access = await this.openMachines({ ids: [id], ...(user !== undefined && { user }) });
    return await sshInto(name, access, { connection: access.commands[id] ?? [], command });
  }

  async stop(): Promise<void> {
    await stopDaemon(this.home);
  }

  /** A provider that ended with its process needs no call. */
  async #stopProvider(id: string): Promise<void> {
    await this.#askIfRunning({ method: "DELETE", path: `/v1/providers/${id}` });
  }

  /** Never starts anything; `undefined` when no process serves the home, or it ended before it answered. */
  async #askIfRunning<Answer>(call: ConsoleCall): Promise<Answer | undefined> {
    const discovery = await runningDaemon(this.home);
    return discovery && askDaemon<Answer>(this.home, discovery, call);
  }

  /** Starts the process when it does not run, and again when it went away between finding and calling it. */
  async #call<Answer>(call: ConsoleCall): Promise<Answer> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const discovery = await ensureDaemon(this.options);
      const answer = await askDaemon<Answer>(this.home, discovery, call);
      if (answer !== undefined) return answer;
    }
    throw new LocalCloudWentAway({ home: this.home, attempts: ATTEMPTS });
  }
}

/** The process that serves the provider has an environment of its own, and the files are those of this caller. */
/** Names with commas between them: `n9-standard-4,n9-standard-8`. */
function newerOffersOf({
  GROUNDWORK_LOCAL_MACHINE_TYPES: machineTypes,
  GROUNDWORK_LOCAL_ZONES: zones,
}: NodeJS.ProcessEnv): NewerOffers {
  const namesIn = (list = "") => list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  return { machineTypes: namesIn(machineTypes), zones: namesIn(zones) };
}

function ambientOf({ KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT }: NodeJS.ProcessEnv): Ambient {
  const listed = KUBECONFIG?.split(path.delimiter).map((file) => (file === "" ? file : path.resolve(file)));
  return {
    listed: listed?.join(path.delimiter),
    home: HOME,
    inCluster: { host: KUBERNETES_SERVICE_HOST, port: KUBERNETES_SERVICE_PORT },
  };
}
