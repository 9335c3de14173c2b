/**
 * Health checks over HTTP: an address that has to answer, and a query of Prometheus.
 *
 * In:   a declared check.
 * Out:  {@link httpHealthChecks}.
 * Must not know: environments, clusters.
 */
export { type HttpHealthOptions, httpHealthChecks } from "./http-health-checks.ts";
