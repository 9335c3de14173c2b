import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { labelText } from "../../../src/lib/index.ts";
import { parseExposition } from "../../fakes/parse-exposition.ts";
import { freePorts, ServerProcess } from "../servers/index.ts";

/** One moment of a recording: texts as a collector read them. */
export interface Moment {
  /** In seconds since 1970. */
  readonly at: number;
  readonly texts: readonly string[];
}

/** A Prometheus that scrapes nothing and answers of what was recorded. */
export interface RecordedPrometheus {
  /** What a query gives at a time: the number of its series. @throws {Error} in Prometheus' own words */
  seriesAt(query: string, at: number): Promise<number>;
  stop(): Promise<void>;
}

type Answer =
  | { readonly status: "success"; readonly data: { readonly result: readonly unknown[] } }
  | { readonly status: "error"; readonly error: string };

interface Executables {
  readonly promtool: string;
  readonly prometheus: string;
}

/** @throws {ServerNotReady} */
export async function prometheusOver(
  recording: readonly Moment[],
  { promtool, prometheus }: Executables,
  folder: string,
): Promise<RecordedPrometheus> {
  const [recorded, blocks, config] = ["recorded.om", "data", "prometheus.yml"].map((name) => path.join(folder, name));
  await mkdir(folder, { recursive: true });
  await writeFile(recorded ?? "", openMetrics(recording));
  await writeFile(config ?? "", "scrape_configs: []\n");
  await promisify(execFile)(promtool, ["tsdb", "create-blocks-from", "openmetrics", recorded ?? "", blocks ?? ""]);
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start({
    title: "Prometheus",
    command: prometheus,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${blocks}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=warn",
    ],
    environment: { PATH: process.env["PATH"] ?? "" },
    folder,
    isReady: async () => (await fetch(`${url}/-/ready`)).status === 200,
  });
  return {
    seriesAt: async (query, at) => {
      const body = new URLSearchParams({ query, time: String(at) });
      const response = await fetch(`${url}/api/v1/query`, { method: "POST", body });
      const answer = (await response.json()) as Answer;
      if (answer.status !== "success") throw new Error(`${query}: ${answer.error}`);
      return answer.data.result.length;
    },
    stop: async () => await server.stop(),
  };
}

/** The recording as promtool takes it: each metric once, with the time of every sample. */
function openMetrics(recording: readonly Moment[]): string {
  const metrics = new Map<string, string[]>();
  for (const { at, texts } of recording)
    for (const text of texts)
      for (const [name, { help, type, samples }] of parseExposition(text)) {
        const lines = metrics.get(name) ?? [`# TYPE ${name} ${type}`, `# HELP ${name} ${help}`];
        metrics.set(name, lines);
        for (const { labels, value } of samples) lines.push(`${name}${labelText(labels)} ${value} ${at}`);
      }
  return `${[...metrics.values()].flat().join("\n")}\n# EOF\n`;
}
