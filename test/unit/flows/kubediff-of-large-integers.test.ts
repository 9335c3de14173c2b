import { expect, it } from "vitest";
import type { Kubediff } from "../../../src/change/index.ts";
import type { ComparableCluster } from "../../../src/cluster/index.ts";
import { compareObjects } from "../../../src/flows/kubediff/compare-objects.ts";
import { kubediffJson, kubediffReport, plainPaint, terminalLines } from "../../../src/report/index.ts";

const resource = { group: "example.com", version: "v1", plural: "things", kind: "Thing", namespaced: true };
const at = { resource, namespace: "shop", name: "counter" };
const thing = (start: unknown) => ({
  apiVersion: "example.com/v1",
  kind: "Thing",
  metadata: { name: "counter", namespace: "shop" },
  spec: { start },
});
const large = 9_007_199_254_740_993n;

/** A cluster that takes what it is asked to apply, and notes it. */
function clusterWith(live: ReturnType<typeof thing> | undefined) {
  const bodies: string[] = [];
  const cluster: Partial<ComparableCluster> = {
    get: async () => await Promise.resolve(live),
    applied: async (_, body) => {
      bodies.push(body);
      return await Promise.resolve(JSON.parse(body) as ReturnType<typeof thing>);
    },
    schemasOf: async () => await Promise.resolve(undefined),
  };
  return { cluster: cluster as ComparableCluster, bodies };
}

async function compared(live: ReturnType<typeof thing> | undefined, mode: "exact" | "read-only") {
  const { cluster, bodies } = clusterWith(live);
  const sent = [{ object: thing(large), origin: "apps/counter.yaml:1", at }];
  const { objects } = await compareObjects({ sent, unsent: [], mode, secrets: [], decorated: true }, cluster);
  return { objects, bodies };
}

it("asks a cluster for all digits of an integer that is no JavaScript number", async () => {
  const { objects, bodies } = await compared(thing(1), "exact");
  expect(objects[0]).toMatchObject({ verdict: "diverged", fields: [{ path: ".spec.start", cluster: 1 }] });
  expect(bodies.join()).toContain('"start":9007199254740993');
});

it("shows all digits of it, in text and in JSON", async () => {
  const { objects } = await compared(thing(1), "read-only");
  const diff: Kubediff = {
    at: "2026-01-01T00:00:00Z",
    mode: "read-only",
    cluster: "127.0.0.1",
    folder: "apps",
    objects,
    left: { kind: "no-inventory" },
    problems: [],
  };
  expect(terminalLines(kubediffReport(diff), plainPaint).join("\n")).toContain(".spec.start: 1 -> 9007199254740993");
  expect(JSON.stringify(kubediffJson(diff))).toContain('"git":"9007199254740993"');
});
