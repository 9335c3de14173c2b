import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LayerPreview, PlannedLayer } from "../../../src/change/index.ts";
import { isPlanned } from "../../../src/change/index.ts";
import type { LayerAdapter } from "../../../src/layer/index.ts";
import { terradiff } from "../../../src/layer/terradiff/index.ts";
import { makeEmbedded } from "../engine/embedded.ts";
import { Scene } from "../engine/scene.ts";
import { steppingClock, targetOf } from "./target.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(makeEmbedded);
});
afterEach(() => scene.close());

const things = (...sizes: readonly number[]) =>
  sizes.map((size, index) => `new Thing("${"abc"[index]}", { size: ${size} });`).join(" ");

function adapterOf(): Required<Pick<LayerAdapter, "compare" | "apply">> {
  const { engine, name } = scene;
  const adapter = terradiff({
    engines: { engineFor: () => engine, engineForRemoved: engine, project: name.project, local: true },
    clock: steppingClock(),
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const { apply } = adapter;
  if (!apply) throw new Error("The layer is applied by the engine.");
  return { compare: async (wanted) => await adapter.compare(wanted), apply };
}

const target = () => targetOf({ folder: scene.work().program.folder });

function planOf(compared: LayerPreview): LayerPreview & PlannedLayer {
  if (!isPlanned(compared)) throw new Error(`It was not planned: ${JSON.stringify(compared)}`);
  return compared;
}

describe("terradiff on the embedded engine", () => {
  it.each([
    ["for a stack that another run has changed since it was planned", things(1)],
    ["for a stack that another run has made since it was planned", ""],
  ])("starts nothing %s, and goes on from a new plan", async (_, before) => {
    if (before !== "") await scene.up(before);
    const { compare, apply } = adapterOf();
    await scene.program(things(2, 2));
    const planned = planOf(await compare(target()));
    await scene.up(things(3));
    await scene.program(things(2, 2));
    const calls = scene.cloud.calls.length;
    expect(await apply(target(), planned, {})).toMatchObject({
      kind: "refused",
      problem: {
        code: "state-changed-since-plan",
        kind: "refused",
        message: expect.stringContaining("Nothing was started. Run up again"),
      },
    });
    expect(scene.cloud.calls).toHaveLength(calls);
    expect(await apply(target(), planOf(await compare(target())), {})).toMatchObject({ kind: "applied" });
    expect(scene.cloud.byName("b")).toBeDefined();
  });

  it("applies what it planned when nothing was saved since, to a stack that stands and to one that is new", async () => {
    const { compare, apply } = adapterOf();
    for (const size of [1, 2]) {
      await scene.program(things(size));
      const planned = planOf(await compare(target()));
      expect(await apply(target(), planned, {})).toMatchObject({ kind: "applied" });
    }
  });
});
