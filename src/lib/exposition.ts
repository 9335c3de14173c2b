export type Labels = Readonly<Record<string, string>>;

export interface Metric {
  readonly name: string;
  /** What the name means, in one sentence. */
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/**
 * Metrics in Prometheus' text format, version 0.0.4, without times: the format of node_exporter's textfile collector.
 *
 * Metrics stand in their own order, and the samples of each by their labels, so that equal metrics are equal texts. A metric without a sample
 * is left out.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function exposition(metrics: readonly Metric[]): string {
  const lines = metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, type, samples }) => [
      ...metricHead(name, help, type),
      ...samples
        .map(({ labels, value }) => [labelText(labels), value] as const)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([labels, value]) => sampleLine(name, labels, value)),
    ]);
  return lines.map((line) => `${line}\n`).join("");
}

/** The two lines before the samples of a metric. */
export function metricHead(name: string, help: string, type: Metric["type"] | "histogram"): readonly string[] {
  const text = help.replaceAll("\\", String.raw`\\`).replaceAll("\n", String.raw`\n`);
  return [`# HELP ${name} ${text}`, `# TYPE ${name} ${type}`];
}

/** @param labels as {@link labelText} gives them */
export function sampleLine(name: string, labels: string, value: number): string {
  const text = Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  return `${name}${labels} ${text}`;
}

/** Labels in Prometheus' text format, in the order in which they are given: `{kind="a",name="b"}`. */
export function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

const escaped = (value: string): string =>
  value.replaceAll("\\", String.raw`\\`).replaceAll('"', String.raw`\"`).replaceAll("\n", String.raw`\n`);
