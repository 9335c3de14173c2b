type Labels = Readonly<Record<string, string>>;

const help = {
  groundwork_agent_reconcile_total: "Passes over an object of the agent's API, by result.",
  groundwork_agent_reconcile_seconds_total: "Time spent in passes.",
  groundwork_agent_ready: "1 when the object is ready.",
  groundwork_agent_objects: "Objects in the inventory of a Kustomization.",
  groundwork_agent_changes_total: "Objects created, configured, corrected, restored, recreated and pruned.",
  groundwork_agent_failures: "Objects that could not be applied in the last pass.",
  groundwork_agent_api_requests_total: "Requests to the Kubernetes API, by method and status (0: no answer).",
  groundwork_agent_fetches_total: "Times a Git server was asked, by result.",
  groundwork_agent_leader: "1 while this process holds the lease.",
} as const;
export type MetricName = keyof typeof help;

/** Counters and gauges in memory, shown in Prometheus' text format. */
export class Metrics {
  readonly #values = new Map<MetricName, Map<string, number>>();

  add(name: MetricName, labels: Labels, amount = 1): void {
    const series = this.#series(name);
    const key = labelText(labels);
    series.set(key, (series.get(key) ?? 0) + amount);
  }

  set(name: MetricName, labels: Labels, value: number): void {
    this.#series(name).set(labelText(labels), value);
  }

  /** Forgets the series of an object that is gone. */
  remove(labels: Labels): void {
    const part = labelText(labels).slice(1, -1);
    for (const series of this.#values.values())
      for (const key of series.keys()) if (key.slice(1).startsWith(part)) series.delete(key);
  }

  get(name: MetricName, labels: Labels): number {
    return this.#values.get(name)?.get(labelText(labels)) ?? 0;
  }

  text(): string {
    const lines = [...this.#values].flatMap(([name, series]) => [
      `# HELP ${name} ${help[name]}`,
      `# TYPE ${name} ${name.endsWith("_total") ? "counter" : "gauge"}`,
      ...[...series].map(([labels, value]) => `${name}${labels} ${value}`),
    ]);
    const { rss } = process.memoryUsage();
    return `${[...lines, "# TYPE process_resident_memory_bytes gauge", `process_resident_memory_bytes ${rss}`].join("\n")}\n`;
  }

  #series(name: MetricName): Map<string, number> {
    const series = this.#values.get(name) ?? new Map<string, number>();
    this.#values.set(name, series);
    return series;
  }
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, "_")}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}
