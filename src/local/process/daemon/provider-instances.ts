import { randomUUID } from "node:crypto";
import type { RunningProvider } from "../../../engine/index.ts";
import type { HelmCaller } from "../../../kubernetes/helm/index.ts";
import type { Ambient } from "../../../kubernetes/kubeconfig/index.ts";
import { isRunning, memberOf } from "../../../lib/index.ts";
import { type ResourceProvider, serveProvider } from "../../../provider/index.ts";
import type { NewerOffers } from "../../cloud/index.ts";
import { PackageNotSimulated } from "../console/index.ts";

const SWEEP_MILLISECONDS = 15_000;

/** Creates a package's provider. Called once per instance. */
export interface SimulatedPackage {
  readonly version: string;
  make(caller: ProviderCaller): ResourceProvider | Promise<ResourceProvider>;
}

/** What the environment variables of the process say that asks for a provider. */
export interface ProviderCaller {
  /** The cluster that they name. */
  readonly ambient?: Ambient;
  /** Where its program is, and by which of them Helm is found. */
  readonly helm?: HelmCaller;
  /** What Google offers beyond the lists that are here. */
  readonly newer?: NewerOffers;
}

interface Instance {
  readonly running: RunningProvider;
  readonly ownerPid: number | undefined;
}

/** Provider instances: one per request, each on a port of its own, ended with the process that asked for it. */
export class ProviderInstances {
  readonly #instances = new Map<string, Instance>();
  readonly #sweep: NodeJS.Timeout;

  constructor(private readonly packages: Readonly<Record<string, SimulatedPackage>>) {
    this.#sweep = setInterval(() => void this.#endOrphans(), SWEEP_MILLISECONDS).unref();
  }

  get count(): number {
    return this.#instances.size;
  }

  /** @throws {PackageNotSimulated} */
  async start(
    request: ProviderCaller & { readonly package: string; readonly ownerPid?: number },
  ): Promise<{ readonly id: string; readonly address: string }> {
    const simulated = memberOf(this.packages, request.package);
    if (simulated === undefined) {
      throw new PackageNotSimulated({ package: request.package, known: Object.keys(this.packages) });
    }
    const { version } = simulated;
    const running = await serveProvider(await simulated.make(request), { name: request.package, version });
    const id = randomUUID();
    this.#instances.set(id, { running, ownerPid: request.ownerPid });
    return { id, address: running.address };
  }

  /** An instance that has ended needs no second end. */
  async stop(id: string): Promise<void> {
    const instance = this.#instances.get(id);
    this.#instances.delete(id);
    await instance?.running.stop();
  }

  async stopAll(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all([...this.#instances.keys()].map((id) => this.stop(id)));
  }

  async #endOrphans(): Promise<void> {
    for (const [id, { ownerPid }] of this.#instances) {
      if (ownerPid !== undefined && !(await isRunning({ pid: ownerPid }))) await this.stop(id);
    }
  }
}
