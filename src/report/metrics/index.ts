/**
 * What was found, for Prometheus: files for node_exporter's textfile collector.
 *
 * In:   a {@link FleetStatus} or a {@link FleetDrift}, and what is known of the look itself.
 * Out:  {@link statusMetrics}, {@link driftMetrics}: texts in Prometheus' format. docs/monitoring.md lists the metrics.
 * Must not know: files, clocks, who is told of it.
 */
export { driftMetrics, type ScanFacts } from "./drift-metrics.ts";
export type { ForgeLimit, LookFacts } from "./look.ts";
export { statusMetrics } from "./status-metrics.ts";
