import type { Sync } from "../environment/index.ts";
import type { DesiredSync } from "./desired-state.ts";

export function planSync(environment: string, sync: Sync): DesiredSync {
  return {
    agent: sync.agent,
    cluster: sync.cluster,
    name: environment,
    ...(sync.repository === undefined ? {} : { repository: sync.repository }),
    branch: sync.branch,
    path: `./${sync.path}`,
    interval: formatDuration(sync.intervalSeconds),
    prune: sync.prune,
    suspend: sync.suspend,
  };
}

/** Seconds as Flux and Kubernetes write durations: `1m0s`, `1h0m0s`. */
export function formatDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
