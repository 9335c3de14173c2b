import { type Connection, type KubernetesApi, RestApi, RestClient } from "../kubernetes/client/index.ts";
import { fieldManager } from "../kubernetes/flux/index.ts";
import { cleaningUp, type Logger, systemClock } from "../lib/index.ts";
import { identityIn } from "./identity.ts";
import { whileLeading } from "./leader/index.ts";
import { Metrics, serveEndpoint } from "./observe/index.ts";
import type { AgentOptions } from "./options.ts";
import { Accounts, Controller } from "./reconcile/index.ts";

export interface AgentProcess {
  readonly connection: Connection;
  /** Where the lease is. */
  readonly namespace: string;
  readonly storage: string;
  readonly hostname: string;
  readonly pid: number;
  readonly searchPath: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Runs the agent until `signal` aborts: elects, works while leading, tells how it is. */
export async function runAgent(options: AgentOptions, at: AgentProcess): Promise<void> {
  const { connection, log, signal } = at;
  const metrics = new Metrics();
  const identity = await identityIn(at.storage, at.hostname, at.pid);
  const clients: RestClient[] = [];
  const { host } = connection.server;
  const clientOf = (to: Connection): KubernetesApi => {
    const client = new RestClient(to, {
      userAgent: "groundwork-agent",
      maxIdleConnections: 2 * options.objectConcurrency + options.concurrency,
      observe: (method, status) =>
        metrics.add("rest_client_requests_total", { code: status === 0 ? "<error>" : String(status), host, method }),
    });
    clients.push(client);
    return new RestApi(client, { fieldManager });
  };
  const api = clientOf(connection);
  let leading = false;
  const setLeading = (status: 0 | 1) => {
    if (options.leaderElection) metrics.set("leader_election_master_status", { name: options.leaseName }, status);
  };
  setLeading(0);
  const endpoint =
    options.endpoint === undefined
      ? undefined
      : await serveEndpoint(options.endpoint.host, options.endpoint.port, {
          unhealthy: () => undefined,
          // A replica that waits for the lease does its duty.
          notReady: () => (leading || options.leaderElection ? undefined : "not working yet"),
          metrics: () => metrics.text(),
        });
  log.info(
    { server: connection.server.host, endpoint: endpoint?.address ?? "off", identity: identity.name },
    "agent started",
  );

  const work = async (leaseSignal: AbortSignal): Promise<void> => {
    leading = true;
    setLeading(1);
    const { concurrency, objectConcurrency, watchNamespace } = options;
    const controller = new Controller(
      {
        api,
        accounts: new Accounts(api, (headers) => clientOf({ ...connection, impersonation: headers })),
        concurrency,
        objectConcurrency,
        log,
        metrics,
        storage: identity.storage,
        searchPath: at.searchPath,
        clock: systemClock,
        random: Math.random,
        ...(watchNamespace !== undefined && { watchNamespace }),
        ...(options.receiver !== undefined && { receiver: options.receiver }),
      },
      leaseSignal,
    );
    try {
      await controller.run();
    } finally {
      leading = false;
      setLeading(0);
    }
  };
  const lease = {
    namespace: at.namespace,
    name: options.leaseName,
    identity: identity.name,
    duration: options.leaseDuration,
    log,
    signal,
    clock: systemClock,
  };
  await cleaningUp(
    async () => await (options.leaderElection ? whileLeading(api, lease, work) : work(signal)),
    async () => {
      for (const client of clients) client.close();
      await endpoint?.close();
      log.info({}, "agent stopped");
    },
  );
}
