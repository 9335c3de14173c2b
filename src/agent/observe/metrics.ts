import { type Labels, labelText, metricHead, sampleLine } from "../../lib/index.ts";
import { Histogram } from "./histogram.ts";

/** What a metric's name means. Names that begin with neither `groundwork_` nor `process_` are those of Flux's controllers, with their meaning. */
const help = {
  controller_runtime_reconcile_total: "Passes over objects, by controller and result.",
  controller_runtime_reconcile_errors_total: "Passes that did not come to an end.",
  controller_runtime_active_workers: "Objects that are worked on now.",
  controller_runtime_max_concurrent_reconciles: "Objects that are worked on at once, at most.",
  rest_client_requests_total: "Requests to the Kubernetes API, by status, method and host.",
  leader_election_master_status: "1 while this process holds the lease of the name, 0 while it waits for it.",
  groundwork_agent_reconcile_total: "Passes over an object of the agent's API, by the reason of its condition Ready.",
  groundwork_agent_ready: "1 when the object is ready.",
  groundwork_agent_objects: "Objects in the inventory of a Kustomization.",
  groundwork_agent_changes_total: "Objects created, configured, corrected, restored, recreated and pruned.",
  groundwork_agent_failures: "Objects that could not be applied in the last pass.",
  groundwork_agent_fetches_total: "Times a Git server was asked, by result.",
  process_resident_memory_bytes: "Resident memory of the process.",
  process_cpu_seconds_total: "Processor time of the process, its own and the kernel's.",
  process_start_time_seconds: "When the process started, in seconds since 1970.",
} as const;
const histogramHelp = {
  gotk_reconcile_duration_seconds: "Duration of a pass over an object.",
  controller_runtime_reconcile_time_seconds: "Duration of a pass, by controller.",
} as const;
/** Upper bounds of the buckets, in seconds, as Flux's controllers have them, so that a query over both adds up. */
const buckets: Readonly<Record<HistogramName, readonly number[]>> = {
  gotk_reconcile_duration_seconds: Array.from({ length: 10 }, (_, index) => 0.01 * (1800 / 0.01) ** (index / 9)),
  controller_runtime_reconcile_time_seconds: (
    "0.005 0.01 0.025 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5 0.6 0.7 0.8 0.9 1 1.25 1.5 1.75 2 2.5 3 3.5 4 4.5 5 6 7 8 9 10 " +
    "15 20 25 30 40 50 60"
  )
    .split(" ")
    .map(Number),
};
export type MetricName = keyof typeof help;
export type HistogramName = keyof typeof histogramHelp;

/** An object of the agent's API. */
interface Subject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Counters, gauges and histograms in memory, shown in Prometheus' text format. */
export class Metrics {
  readonly #values = new Map<MetricName, Map<string, number>>();
  readonly #histograms = new Map<HistogramName, Map<string, Histogram>>();

  add(name: MetricName, labels: Labels, amount = 1): void {
    const series = seriesOf(this.#values, name);
    const key = labelText(labels);
    series.set(key, (series.get(key) ?? 0) + amount);
  }

  set(name: MetricName, labels: Labels, value: number): void {
    seriesOf(this.#values, name).set(labelText(labels), value);
  }

  observe(name: HistogramName, labels: Labels, seconds: number): void {
    const series = seriesOf(this.#histograms, name);
    const key = labelText(labels);
    const histogram = series.get(key) ?? new Histogram(buckets[name]);
    series.set(key, histogram);
    histogram.observe(seconds);
  }

  /** Forgets the series of an object that is gone. */
  forget({ kind, namespace, name }: Subject): void {
    const own = labelText({ kind, object: `${namespace}/${name}` });
    for (const series of this.#values.values()) series.delete(own);
    for (const series of this.#histograms.values()) series.delete(labelText({ kind, name, namespace }));
  }

  text(): string {
    this.set("process_resident_memory_bytes", {}, process.memoryUsage().rss);
    this.set("process_start_time_seconds", {}, Math.round(performance.timeOrigin / 1000));
    const { user, system } = process.cpuUsage();
    this.set("process_cpu_seconds_total", {}, (user + system) / 1e6);
    const values = [...this.#values].flatMap(([name, series]) => [
      ...metricHead(name, help[name], name.endsWith("_total") ? "counter" : "gauge"),
      ...[...series].map(([labels, value]) => sampleLine(name, labels, value)),
    ]);
    const histograms = [...this.#histograms].flatMap(([name, series]) => [
      ...metricHead(name, histogramHelp[name], "histogram"),
      ...[...series].flatMap(([labels, histogram]) => histogram.lines(name, labels)),
    ]);
    return `${[...values, ...histograms].join("\n")}\n`;
  }
}

function seriesOf<Name, Value>(all: Map<Name, Map<string, Value>>, name: Name): Map<string, Value> {
  const series = all.get(name) ?? new Map<string, Value>();
  all.set(name, series);
  return series;
}
