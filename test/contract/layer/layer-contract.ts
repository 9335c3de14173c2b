import { describe, expect, it } from "vitest";
import type { LayerPreview, LayerRun, PlannedLayer } from "../../../src/change/index.ts";
import type { LayerAdapter, LayerTarget, OnRecord } from "../../../src/layer/index.ts";

/** One environment of a layer, in a world that a test can change. */
export interface LayerScene {
  readonly adapter: LayerAdapter;
  /** The environment as it is declared now. */
  target(): LayerTarget;
  /** What a status is asked with for this environment. */
  known(): OnRecord;
  /** Declares something else than what stands. */
  declareMore(): void;
  /** Lets the next comparison come to no verdict. */
  hideTheWorld(): void;
  /** Lets the next apply fail. */
  breakTheWorld(): void;
  /** What a flow remembers of a run. */
  remember(run: LayerRun): void;
  /** Everything that was done to the world so far. */
  changes(): readonly string[];
}

const problem = { code: "invalid-environment", kind: "invalid", message: "it is wrong", details: [] } as const;

/** What every adapter of the port does alike. */
export function layerContract(name: string, makeScene: () => LayerScene): void {
  const { layer } = makeScene().adapter;

  describe(`the layer ${layer} by ${name}`, () => {
    it("is compared without any change to what stands, and says when", async () => {
      const scene = makeScene();
      const preview = await scene.adapter.compare(scene.target());
      expect(scene.changes()).toEqual([]);
      expect(preview.layer).toBe(layer);
      expect(new Date(preview.at).toISOString()).toBe(preview.at);
    });

    it("never throws for a comparison that comes to no verdict, and never calls that unchanged", async () => {
      const scene = makeScene();
      scene.hideTheWorld();
      const preview = await scene.adapter.compare(scene.target());
      expect(["failed", "unknown", "not-handled"]).toContain(preview.kind);
    });

    it("is not in sync in a status by a comparison that came to no verdict", async () => {
      const scene = makeScene();
      scene.hideTheWorld();
      const compared = await scene.adapter.compare(scene.target());
      const status = await scene.adapter.status({ ...scene.known(), lost: ["of a run"], compared });
      expect(["unknown", undefined]).toContain(status?.verdict);
    });

    it("is unknown, or nothing at all, in the status of a declaration that is wrong", async () => {
      const scene = makeScene();
      const status = await scene.adapter.status({ ...scene.known(), desired: { problem } });
      expect(status?.verdict).not.toBe("in-sync");
    });
  });
}

/** What an adapter does in addition when it applies its layer. */
export function appliedLayerContract(name: string, makeScene: () => LayerScene): void {
  describe(`the layer ${makeScene().adapter.layer} that is applied by ${name}`, () => {
    it("says what is wrong where no verdict is reached", async () => {
      const scene = makeScene();
      scene.hideTheWorld();
      const preview = await scene.adapter.compare(scene.target());
      expect("problem" in preview && preview.problem.message).toBeTruthy();
    });

    it("has the same plan digest whenever it is compared, and another one for another change", async () => {
      const scene = makeScene();
      const [first, again] = [await planIn(scene), await planIn(scene)];
      expect(again.planDigest).toBe(first.planDigest);
      scene.declareMore();
      expect((await planIn(scene)).planDigest).not.toBe(first.planDigest);
    });

    it("is planned with a step and a count for what differs, and unchanged with none once it was applied", async () => {
      const scene = makeScene();
      const planned = await planIn(scene);
      expect(planned.kind).toBe("planned");
      expect(planned.steps.length).toBeGreaterThan(0);
      expect(planned.counts.create).toBe(planned.steps.length);
      const run = await apply(scene, planned);
      expect(run).toMatchObject({ kind: "applied", planDigest: planned.planDigest, counts: { ...planned.counts } });
      expect(run).toMatchObject({ revision: scene.target().commit });
      expect(scene.changes().length).toBeGreaterThan(0);
      scene.remember(run);
      const after = await planIn(scene);
      expect(after).toMatchObject({ kind: "unchanged", steps: [] });
      expect((await apply(scene, after)).kind).toBe("unchanged");
    });

    it("says of an apply that failed what is wrong, and claims no revision", async () => {
      const scene = makeScene();
      const planned = await planIn(scene);
      scene.breakTheWorld();
      const run = await apply(scene, planned);
      expect(["failed", "refused", "not-converged"]).toContain(run.kind);
      expect("problem" in run && run.problem.message).toBeTruthy();
      expect("revision" in run).toBe(false);
    });

    it("refuses to apply what is declared wrong, with nothing changed", async () => {
      const scene = makeScene();
      const planned = await planIn(scene);
      const target: LayerTarget = { ...scene.target(), desired: async () => ({ problem }) };
      expect(await apply(scene, planned, target)).toMatchObject({ kind: "refused", problem });
      expect(scene.changes()).toEqual([]);
    });
  });
}

async function apply(scene: LayerScene, planned: PlannedLayer, target = scene.target()): Promise<LayerRun> {
  const run = await scene.adapter.apply?.(target, planned, { wait: { timeoutMilliseconds: 1_000 } });
  if (!run) throw new Error("The adapter applies nothing.");
  return run;
}

async function planIn(scene: LayerScene): Promise<PlannedLayer> {
  const preview: LayerPreview = await scene.adapter.compare(scene.target());
  if (preview.kind === "planned" || preview.kind === "unchanged") return preview;
  throw new Error(`The scene gives no plan, but ${preview.kind}.`);
}
