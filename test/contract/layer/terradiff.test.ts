import { describe, expect, it } from "vitest";
import { terradiff } from "../../../src/layer/terradiff/index.ts";
import { FakeEngine } from "../../fakes/driver/fake-engine.ts";
import { appliedLayerContract, type LayerScene, layerContract } from "./layer-contract.ts";
import { onRecord, steppingClock, targetOf } from "./target.ts";

function sceneOf() {
  const engine = new FakeEngine();
  engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, other: { cidr: "10.1.0.0/16" } });
  const adapter = terradiff({
    engines: { engineFor: () => engine, engineForRemoved: engine, project: "groundwork", local: true },
    clock: steppingClock(),
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const scene: LayerScene = {
    adapter,
    target: () => targetOf(),
    known: () => onRecord,
    declareMore: () => engine.wanted.set("dev", { main: { cidr: "10.9.0.0/16" } }),
    hideTheWorld: () => engine.wanted.set("dev", new Error("the cloud does not answer")),
    breakTheWorld: () => engine.failing.add("dev"),
    remember: () => {},
    changes: () => engine.calls.filter((call) => !call.startsWith("preview")),
  };
  return { engine, scene };
}

layerContract("terradiff", () => sceneOf().scene);
appliedLayerContract("terradiff", () => sceneOf().scene);

describe("terradiff", () => {
  it("reads the cloud first, in a comparison and in an apply, where that is asked for and nowhere else", async () => {
    const { engine, scene } = sceneOf();
    const refreshed: (boolean | undefined)[] = [];
    engine.onPreview = (options) => refreshed.push(options?.refresh);
    await scene.adapter.compare(targetOf());
    await scene.adapter.compare(targetOf({ refresh: true }));
    expect(refreshed).toEqual([undefined, true]);
  });

  it("gives a comparison in a status the last word over the records", async () => {
    const { engine, scene } = sceneOf();
    engine.standing.set("dev", { main: { cidr: "10.0.0.0/16" } });
    const compared = await scene.adapter.compare(targetOf({ refresh: true }));
    const status = await scene.adapter.status({ ...onRecord, compared });
    expect(status).toMatchObject({ verdict: "diverged", problems: ["create other"], counts: { create: 1 } });
  });

  it("counts of a run that failed only what was done", async () => {
    const { engine, scene } = sceneOf();
    const planned = await scene.adapter.compare(targetOf());
    engine.failing.add("dev");
    if (planned.kind !== "planned") throw new Error("two resources are to be created");
    const run = await scene.adapter.apply?.(targetOf(), planned, {});
    expect(run).toMatchObject({ kind: "failed", counts: { create: 1 }, steps: [{ op: "create" }] });
  });
});
