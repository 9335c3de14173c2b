import type { Logger } from "../../../../lib/index.ts";
import type { ClusterState } from "../rest/index.ts";
import { bootstrap } from "./bootstrap.ts";
import { collectGarbage } from "./collector.ts";
import { keepDefinitions } from "./definitions.ts";
import { keepNamespaces } from "./namespaces.ts";
import { Tasks } from "./tasks.ts";

/** Furnishes a cluster and keeps it so until stopped. */
export function startLifecycle(cluster: ClusterState, caCertificate: string, logger: Logger): { stop(): void } {
  const tasks = new Tasks(logger);
  bootstrap(cluster);
  keepNamespaces(cluster, caCertificate, tasks);
  keepDefinitions(cluster, tasks);
  collectGarbage(cluster, tasks);
  return { stop: () => tasks.stop() };
}
