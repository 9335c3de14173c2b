import type { Cache } from "../caches.ts";
import type { RawSpec } from "../schema/index.ts";
import type { Findings } from "./findings.ts";

/** Read replicas need so much memory: https://cloud.google.com/memorystore/docs/redis/read-replicas-overview */
const leastForReplicas = 5;

export function buildCaches(findings: Findings, raw: RawSpec["caches"]): Cache[] {
  const path = ["spec", "caches"];
  findings.uniqueNames(path, raw);
  return raw.map(({ remove: _remove, ...cache }, index) => {
    const at = [...path, index];
    const report = (key: string, message: string) => findings.error([...at, key], "out-of-range", message);
    if (cache.readReplicas > 0 && !cache.highAvailability)
      report("readReplicas", `is ${cache.readReplicas}, which needs highAvailability: true`);
    if (cache.readReplicas > 0 && cache.sizeGb < leastForReplicas)
      report("sizeGb", `is ${cache.sizeGb}; with read replicas at least ${leastForReplicas}`);
    if (cache.readReplicas > 0 && cache.version === "REDIS_5_0") report("readReplicas", "needs REDIS_6_X or newer");
    if (cache.tls && cache.version === "REDIS_5_0")
      report("tls", "needs REDIS_6_X or newer; write tls: false, or another version");
    return cache;
  });
}
