import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { type Logger, messageOf } from "../../../lib/index.ts";
import {
  FaultPlan,
  GcpCloud,
  GcpFacts,
  GcpProvider,
  type LatencyName,
  latency,
  QuotaLimits,
  ResourceStore,
} from "../../cloud/index.ts";
import { logicalPackages } from "../../providers/index.ts";
import { Console, consoleServer, PortTaken } from "../console/index.ts";
import { lockHome, publishDiscovery, withdrawDiscovery } from "../home/index.ts";
import { withBuckets } from "./buckets.ts";
import { Clusters } from "./clusters.ts";
import { startGitHost } from "./git-host.ts";
import { Machines } from "./machines.ts";
import { ProviderInstances, type SimulatedPackage } from "./provider-instances.ts";

export interface LocalCloudOptions {
  readonly home: string;
  readonly version: string;
  readonly build: string;
  readonly latency: LatencyName;
  /** 0 for a free one. */
  readonly port: number;
  readonly logger: Logger;
}

export interface RunningLocalCloud {
  /** Resolves after a request to stop over HTTP, or when the home was removed. */
  readonly stopRequested: Promise<void>;
  /** Ends providers, clusters and console, and keeps what is stored. */
  stop(): Promise<void>;
}

const HOME_CHECK_MILLISECONDS = 10_000;
/** Version of `@pulumi/kubernetes` that the provider was made for. */
const KUBERNETES_PACKAGE = "4.34.2";

/**
 * Serves one home: store, simulated cloud, clusters, providers, console. Publishes its address when all of them answer.
 *
 * It runs until it is stopped, or its home is removed. An idle one uses no processor time.
 *
 * @throws {HomeIsServed} {@link PortTaken} {@link StoreWriteFailed}
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<RunningLocalCloud> {
  const { home, logger } = options;
  const lock = await lockHome(home);
  const closing: (() => Promise<void>)[] = [() => lock.release()];
  const closeAll = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const store = await ResourceStore.open(home);
    closing.push(() => store.close());
    for (const problem of store.problems) logger.warn({ problem }, "damaged record in the store");
    const git = await startGitHost(home, logger);
    closing.push(() => git.stop());
    const facts = new GcpFacts();
    const clusters = new Clusters(options);
    closing.push(() => clusters.stop());
    const machines = new Machines(options);
    closing.push(() => machines.stop());
    const effects = withBuckets(options.home, machines.effects(clusters.effects(() => cloud.references)));
    const faults = await FaultPlan.open(home, () => [...facts.tokens(), ...facts.functions()]);
    const quotas = await QuotaLimits.open(home);
    const cloud: GcpCloud = new GcpCloud({ store, facts, latency: latency(options.latency), effects, faults, quotas });
    closing.push(() => cloud.close());
    await cloud.finishInterrupted();
    await clusters.restart(cloud.references);
    await machines.tidy(cloud.references);
    const providers = new ProviderInstances(packagesOf(cloud, clusters));
    closing.push(() => providers.stopAll());
    let requestStop = () => {};
    const stopRequested = new Promise<void>((resolve) => {
      requestStop = resolve;
    });
    const startedAt = new Date().toISOString();
    const token = randomBytes(32).toString("base64url");
    let url = "";
    const status = () => ({
      running: true,
      home,
      pid: process.pid,
      url,
      ...(git.serving !== undefined && { gitUrl: git.serving.url }),
      version: options.version,
      startedAt,
      resources: store.count,
      providers: providers.count,
      clusters: clusters.list(),
      memoryMiB: Math.round(process.memoryUsage.rss() / 1024 / 1024),
      problems: store.problems,
    });
    const server = consoleServer(
      {
        console: new Console(store, cloud),
        startProvider: (request) => providers.start(request),
        stopProvider: (id) => providers.stop(id),
        faults,
        limits: quotas,
        quotas: () => cloud.quotas(),
        operations: () => cloud.operations(),
        eventsAfter: (sequence) => store.eventsAfter(sequence),
        status,
        gitHost: () => git.serving,
        kubeconfig: (id) => clusters.kubeconfig(id),
        openMachines: (request) => machines.open(request, cloud.references),
        stop: () => requestStop(),
      },
      token,
    );
    closing.push(() => server.close());
    url = await listen(server, options.port);
    const homeCheck = setInterval(() => existsSync(home) || requestStop(), HOME_CHECK_MILLISECONDS).unref();
    closing.push(async () => clearInterval(homeCheck));
    const { version, build } = options;
    await publishDiscovery(home, { pid: process.pid, url, token, version, build, startedAt });
    closing.push(() => withdrawDiscovery(home, process.pid));
    logger.info({ home, url, resources: store.count }, "local cloud is up");
    return { stopRequested, stop: closeAll };
  } catch (thrown) {
    await closeAll().catch((second: unknown) => logger.warn({ error: messageOf(second) }, "not everything was closed"));
    throw thrown;
  }
}

function packagesOf(cloud: GcpCloud, clusters: Clusters): Record<string, SimulatedPackage> {
  return {
    gcp: { version: cloud.facts.packageVersion, make: ({ newer }) => new GcpProvider(cloud, newer) },
    kubernetes: clusters.package(KUBERNETES_PACKAGE),
    ...logicalPackages(),
  };
}

async function listen(server: FastifyInstance, port: number): Promise<string> {
  try {
    await server.listen({ host: "127.0.0.1", port });
  } catch (thrown) {
    throw new PortTaken({ port, cause: messageOf(thrown) }, { cause: thrown });
  }
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}
