import { describe, expect, it } from "vitest";
import type { SyncStatus } from "../../../src/cluster/index.ts";
import { syncAgentLayer } from "../../../src/layer/sync-agent/index.ts";
import { DriverWorld, healthy } from "../../fakes/driver/driver-world.ts";
import { FakeEngine } from "../../fakes/driver/fake-engine.ts";
import { MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import { appliedLayerContract, type LayerScene, layerContract } from "./layer-contract.ts";
import { commit, desired, manifestsOf, onRecord, steppingClock, targetOf } from "./target.ts";

const access = { name: "main", kubeconfig: "", sync: { namespace: "flux-system", name: "dev" } };

function sceneOf() {
  const published: string[] = [];
  let declared: Readonly<Record<string, string>> = { "a.yaml": "1", "b.yaml": "2" };
  let standing: Readonly<Record<string, string>> | undefined;
  let agent: () => SyncStatus = () => healthy(commit);
  const world = { hidden: false };
  const adapter = syncAgentLayer({
    engines: { engineFor: () => new FakeEngine(), project: "groundwork", local: true },
    accesses: { of: async () => [access] },
    source: {
      followed: ({ follows }) => follows,
      publish: async (id, branch) => void published.push(`${branch}@${id}`),
    },
    clusters: { ...new DriverWorld().clusters, syncStatus: async () => agent() },
    git: new MemoryRepository(),
    clock: steppingClock(),
    wait: async () => {},
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const scene: LayerScene = {
    adapter,
    target: () =>
      targetOf({
        manifests: async () => {
          if (world.hidden) throw new Error("the commit cannot be read");
          return manifestsOf(declared);
        },
        standingManifests: async () => standing && manifestsOf(standing),
      }),
    known: () => onRecord,
    declareMore: () => {
      declared = { ...declared, "a.yaml": "3" };
    },
    hideTheWorld: () => {
      world.hidden = true;
    },
    breakTheWorld: () => {
      agent = () => {
        throw new Error("connection refused");
      };
    },
    remember: () => {
      standing = declared;
    },
    changes: () => published,
  };
  return { scene, published };
}

layerContract("its sync agent", () => sceneOf().scene);
appliedLayerContract("its sync agent", () => sceneOf().scene);

describe("the cluster by its sync agent", () => {
  it("is compared file by file with what the agent was handed last", async () => {
    const { scene } = sceneOf();
    const target = targetOf({
      manifests: async () => manifestsOf({ "same.yaml": "1", "changed.yaml": "2", "new.yaml": "3" }),
      standingManifests: async () => manifestsOf({ "same.yaml": "1", "changed.yaml": "1", "gone.yaml": "1" }),
    });
    expect(await scene.adapter.compare(target)).toMatchObject({
      kind: "planned",
      counts: { create: 1, update: 1, replace: 0, delete: 1, same: 1 },
      steps: [
        { urn: "changed.yaml", op: "update" },
        { urn: "gone.yaml", op: "delete" },
        { urn: "new.yaml", op: "create" },
      ],
    });
  });

  it("has a plan digest that does not depend on what stands: the manifests bind, and not the steps", async () => {
    const { scene } = sceneOf();
    const before = await scene.adapter.compare(scene.target());
    scene.remember({ layer: "cluster", at: "", kind: "skipped" });
    const after = await scene.adapter.compare(scene.target());
    expect([before.kind, after.kind]).toEqual(["planned", "unchanged"]);
    expect("planDigest" in after && after.planDigest).toBe("planDigest" in before && before.planDigest);
  });

  it("is published, and not called applied, where its agent is not waited for", async () => {
    const { scene, published } = sceneOf();
    const planned = await scene.adapter.compare(scene.target());
    if (planned.kind !== "planned") throw new Error("the agent was handed nothing so far");
    const run = await scene.adapter.apply?.(scene.target(), planned, {});
    expect(run).toMatchObject({ kind: "published" });
    expect(run && "revision" in run).toBe(false);
    expect(published).toEqual([`main@${commit}`]);
  });

  it("is skipped in an environment whose clusters follow nothing, and no part of its status", async () => {
    const { scene, published } = sceneOf();
    const { sync: _, ...withoutSync } = desired;
    const target = targetOf({ desired: async () => withoutSync });
    const planned = await scene.adapter.compare(target);
    if (planned.kind === "failed" || !("planDigest" in planned)) throw new Error("manifests can be compared");
    expect(await scene.adapter.apply?.(target, planned, {})).toMatchObject({ kind: "skipped" });
    expect(published).toEqual([]);
    expect(await scene.adapter.status({ ...onRecord, desired: withoutSync })).toBeUndefined();
  });
});
