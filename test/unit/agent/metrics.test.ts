import { describe, expect, it } from "vitest";
import { Metrics } from "../../../src/agent/observe/index.ts";
import { measured } from "../../../src/agent/reconcile/measured.ts";

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads Prometheus' text format, strictly: every line is a comment of a known form or a sample of a family that was announced. */
function parsed(text: string): { readonly types: ReadonlyMap<string, string>; readonly samples: readonly Sample[] } {
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const samples: Sample[] = [];
  if (!text.endsWith("\n")) throw new Error("The last line does not end.");
  for (const line of text.slice(0, -1).split("\n")) {
    const [, helpOf] = /^# HELP ([a-zA-Z_:][\w:]*) \S.*$/.exec(line) ?? [];
    const [, typed = "", type = ""] = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)$/.exec(line) ?? [];
    const [, name = "", labels = "", value = ""] =
      /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line) ?? [];
    if (helpOf !== undefined) helped.add(helpOf);
    else if (typed !== "") {
      if (!helped.has(typed) || types.has(typed)) throw new Error(`${typed} has no help, or two types.`);
      types.set(typed, type);
    } else {
      const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
      if (name === "" || !types.has(family) || Number.isNaN(Number(value))) throw new Error(`No sample: ${line}`);
      samples.push({ name, labels: labelsIn(labels), value: Number(value) });
    }
  }
  return { types, samples };
}

const labelsIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character)),
    ]),
  );

const valueOf = (metrics: Metrics, name: string, labels: Readonly<Record<string, string>>) =>
  parsed(metrics.text()).samples.find(
    (sample) =>
      sample.name === name &&
      Object.keys(sample.labels).length === Object.keys(labels).length &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;

describe("what the agent tells Prometheus", () => {
  it("says of each metric what it is, and escapes what labels hold", () => {
    const metrics = new Metrics();
    const result = 'a "quoted" \\ back\nslash';
    metrics.add("groundwork_agent_fetches_total", { result }, 2);
    metrics.set("groundwork_agent_ready", { kind: "Kustomization", object: "a/b" }, 1);
    const { types } = parsed(metrics.text());
    expect(valueOf(metrics, "groundwork_agent_fetches_total", { result })).toBe(2);
    expect(types.get("groundwork_agent_fetches_total")).toBe("counter");
    expect(types.get("groundwork_agent_ready")).toBe("gauge");
    expect(valueOf(metrics, "process_resident_memory_bytes", {})).toBeGreaterThan(1_000_000);
    expect(valueOf(metrics, "process_cpu_seconds_total", {})).toBeGreaterThan(0);
  });

  it("counts durations in the buckets of Flux's controllers", () => {
    const metrics = new Metrics();
    const labels = { kind: "Kustomization", name: "app", namespace: "sync" };
    for (const seconds of [0.01, 0.5, 4000]) metrics.observe("gotk_reconcile_duration_seconds", labels, seconds);
    const { types, samples } = parsed(metrics.text());
    expect(types.get("gotk_reconcile_duration_seconds")).toBe("histogram");
    const found = samples.filter(({ name }) => name === "gotk_reconcile_duration_seconds_bucket");
    expect(found.map((each) => each.value)).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3]);
    // Ten that grow by one factor from 10 ms to half an hour, and the one that takes all.
    const bounds = found.map((sample) => Number(sample.labels["le"]?.replace("+Inf", "Infinity")));
    expect([bounds[0], Math.round(bounds[9] ?? 0), bounds[10]]).toEqual([0.01, 1800, Number.POSITIVE_INFINITY]);
    expect((bounds[2] ?? 0) / (bounds[1] ?? 1)).toBeCloseTo((bounds[9] ?? 0) / (bounds[8] ?? 1), 6);
    expect(valueOf(metrics, "gotk_reconcile_duration_seconds_sum", labels)).toBeCloseTo(4000.51);
    expect(valueOf(metrics, "gotk_reconcile_duration_seconds_count", labels)).toBe(3);
  });
});

describe("the passes of a controller", () => {
  const kustomizations = (metrics: Metrics, there: ReadonlySet<string>) => ({
    metrics,
    kind: "Kustomization" as const,
    concurrency: 4,
    isThere: (key: string) => there.has(key),
  });
  const controller = "kustomization";

  it("are counted by their results, as controller-runtime names them", async () => {
    const metrics = new Metrics();
    const answers = [1000, undefined, new Error("away")];
    const work = measured(
      async () => {
        expect(valueOf(metrics, "controller_runtime_active_workers", { controller })).toBe(1);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return await Promise.resolve(answer);
      },
      kustomizations(metrics, new Set(["sync/app"])),
    );
    expect(valueOf(metrics, "controller_runtime_max_concurrent_reconciles", { controller })).toBe(4);
    expect(await work("sync/app")).toBe(1000);
    expect(await work("sync/app")).toBeUndefined();
    await expect(work("sync/app")).rejects.toThrow("away");
    const total = (result: string) => valueOf(metrics, "controller_runtime_reconcile_total", { controller, result });
    expect(["requeue_after", "success", "error"].map(total)).toEqual([1, 1, 1]);
    expect(valueOf(metrics, "controller_runtime_reconcile_errors_total", { controller })).toBe(1);
    expect(valueOf(metrics, "controller_runtime_active_workers", { controller })).toBe(0);
    expect(valueOf(metrics, "controller_runtime_reconcile_time_seconds_count", { controller })).toBe(3);
  });

  it("are forgotten with their object, and no other one's are", async () => {
    const metrics = new Metrics();
    const there = new Set(["sync/app", "sync/app2"]);
    const work = measured(
      async (key) => {
        if (there.has(key)) metrics.set("groundwork_agent_ready", { kind: "Kustomization", object: key }, 1);
        return await Promise.resolve(1);
      },
      kustomizations(metrics, there),
    );
    const seen = (name: string) => [
      valueOf(metrics, "groundwork_agent_ready", { kind: "Kustomization", object: `sync/${name}` }),
      valueOf(metrics, "gotk_reconcile_duration_seconds_count", { kind: "Kustomization", namespace: "sync", name }),
    ];
    await work("sync/app");
    await work("sync/app2");
    expect([seen("app"), seen("app2")]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    there.delete("sync/app");
    await work("sync/app");
    expect([seen("app"), seen("app2")]).toEqual([
      [undefined, undefined],
      [1, 1],
    ]);
  });
});
