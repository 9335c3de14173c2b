/**
 * The health port: what the checks say that an environment declares.
 *
 * In:   a declared check.
 * Out:  {@link HealthChecks}: healthy, degraded or unknown, with the reason.
 * Must not know: which environments wait for the answer, clusters and their agents.
 * Adapter: `http/` asks addresses, and Prometheus over its HTTP API.
 */
export type { HealthChecks } from "./health-checks.ts";
