import type { Sync } from "../environment/index.ts";
import { formatDuration } from "../lib/index.ts";
import type { DesiredSync } from "./desired-state.ts";

export function planSync(environment: string, sync: Sync): DesiredSync {
  return {
    agent: sync.agent,
    cluster: sync.cluster,
    ...(sync.kubeconfig === undefined ? {} : { kubeconfig: sync.kubeconfig }),
    name: environment,
    ...(sync.repository === undefined ? {} : { repository: sync.repository }),
    follows: sync.follows,
    path: `./${sync.path}`,
    interval: formatDuration(sync.intervalSeconds * 1000),
    prune: sync.prune,
    suspend: sync.suspend,
    deletionPolicy: sync.deletionPolicy,
    receiver: sync.receiver,
    ...(sync.decryption === undefined ? {} : { decryption: sync.decryption }),
    ...(sync.flux === undefined ? {} : { flux: sync.flux }),
  };
}
