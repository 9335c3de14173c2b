import type { Probe } from "../environment/index.ts";
import type { DesiredHealthCheck } from "./managed-values.ts";

/** Where Google's health checkers, and the proxies of its global load balancers, come from. Source: their documentation. */
export const healthCheckRanges = ["130.211.0.0/22", "35.191.0.0/16"];

/** What a health check asks and how often: its arguments without name, description and place. */
export function healthCheckArgs(probe: Probe): Omit<DesiredHealthCheck["args"], "name" | "description" | "region"> {
  const { port, path: requestPath = "/" } = probe;
  const kinds = {
    http: { httpHealthCheck: { port, requestPath } },
    https: { httpsHealthCheck: { port, requestPath } },
    http2: { http2HealthCheck: { port, requestPath } },
    tcp: { tcpHealthCheck: { port } },
    ssl: { sslHealthCheck: { port } },
    grpc: { grpcHealthCheck: { port } },
  };
  return {
    checkIntervalSec: probe.intervalSeconds,
    timeoutSec: probe.timeoutSeconds,
    healthyThreshold: probe.healthy,
    unhealthyThreshold: probe.unhealthy,
    ...kinds[probe.protocol],
  };
}
