import { createPrivateKey } from "node:crypto";
import { type Clock, cleaningUp, type Logger } from "../../../../lib/index.ts";
import { Access, Tokens } from "../auth/index.ts";
import type { ClusterApi } from "../cluster-api.ts";
import type { ClusterAttachment, ClusterHostOptions, RunningCluster, WantedCluster } from "../cluster-host.ts";
import { Catalog } from "../kinds/index.ts";
import { startLifecycle } from "../lifecycle/index.ts";
import { type ClusterContext, type ClusterServer, serveCluster } from "../server/index.ts";
import { ObjectStore } from "../store/index.ts";
import type { ClusterRecord } from "./cluster-record.ts";
import { inProcessApi } from "./in-process-api.ts";
import { registerNodes } from "./nodes.ts";

/** A cluster that serves requests. */
export interface StartedCluster {
  readonly cluster: RunningCluster;
  readonly port: number;
  /** Makes the nodes and the reported version those that are wanted now. */
  adopt(wanted: WantedCluster): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a cluster's store, serves it, and lets its workloads attach. */
export async function startCluster(
  record: ClusterRecord,
  journal: string,
  {
    clock,
    logger,
    onClusterStarted,
    definitionsServedAfter,
  }: Required<Pick<ClusterHostOptions, "onClusterStarted" | "definitionsServedAfter">> & {
    clock: Clock;
    logger: Logger;
  },
): Promise<StartedCluster> {
  const { identity } = record;
  const store = new ObjectStore(journal, logger);
  const now = (): Date => clock.now();
  let attachment: ClusterAttachment | undefined;
  let { version } = record.wanted;
  let port = 0;
  const context: ClusterContext = {
    store,
    catalog: new Catalog(store, definitionsServedAfter),
    now,
    tokens: new Tokens(identity.adminToken, createPrivateKey(identity.tokenKey), store, now),
    access: new Access(store),
    get version() {
      return version;
    },
    address: () => `127.0.0.1:${port}`,
    podLogs: async (at) => attachment?.podLogs?.(at),
  };
  const lifecycle = startLifecycle(context, identity.caCertificate, logger);
  const api: ClusterApi = inProcessApi(context);
  const closeStore = (): void => {
    lifecycle.stop();
    store.close();
  };
  let server: ClusterServer;
  try {
    await registerNodes(api, record.wanted.nodes);
    const tls = { key: identity.serverKey, certificate: identity.serverCertificate };
    server = await serveCluster(context, tls, record.port, logger);
  } catch (thrown) {
    closeStore();
    throw thrown;
  }
  ({ port } = server);
  const cluster: RunningCluster = {
    id: record.wanted.id,
    endpoint: `127.0.0.1:${port}`,
    caCertificate: identity.caCertificate,
    adminToken: identity.adminToken,
  };
  const stop = async (): Promise<void> => {
    await cleaningUp(
      async () => await attachment?.stop(),
      () => cleaningUp(() => server.close(), closeStore),
    );
  };
  try {
    attachment = await onClusterStarted(cluster, api);
  } catch (thrown) {
    await stop().catch(() => undefined);
    throw thrown;
  }
  return {
    cluster,
    port,
    adopt: async (wanted) => {
      ({ version } = wanted);
      await registerNodes(api, wanted.nodes);
    },
    stop,
  };
}
