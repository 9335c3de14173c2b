import { describe, expect, it } from "vitest";
import type { Kubediff, ObjectVerdict } from "../../../src/change/index.ts";
import type { SyncStatus } from "../../../src/cluster/index.ts";
import type { LayerTarget, OnRecord } from "../../../src/layer/index.ts";
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
  const git = new MemoryRepository();
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
    git,
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
  /** It may stand, since the record of its run is lost, and its agent says that all is well. */
  const wellByItsAgent = (): OnRecord => {
    const head = git.make({ "README.md": "" });
    agent = () => healthy(head);
    return { ...onRecord, commit: head, lost: ["of its only run"] };
  };
  return { scene, published, wellByItsAgent };
}

const against = (verdict: ObjectVerdict): Kubediff => ({
  at: "2026-01-01T00:00:00.000Z",
  mode: "exact",
  cluster: "127.0.0.1:6443",
  folder: "environments/dev/apps",
  objects: [{ object: "ConfigMap/shop/web", origin: "a.yaml:1", verdict, fields: [], others: [] }],
  left: { kind: "read", of: ["flux-system/dev"], objects: [] },
  problems: [],
});
const asking = (kubediffs: NonNullable<LayerTarget["kubediffs"]>) =>
  targetOf({ manifests: async () => manifestsOf({ "a.yaml": "1" }), kubediffs });
const unreachable = async () => await Promise.reject(new Error("connection refused"));

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

  it("is compared with what stands in its clusters where these are asked, and binds to the same plan", async () => {
    const { scene } = sceneOf();
    scene.remember({ layer: "cluster", at: "", kind: "skipped" });
    const before = await scene.adapter.compare(scene.target());
    const after = await scene.adapter.compare({
      ...scene.target(),
      kubediffs: async () => await Promise.resolve([against("diverged")]),
    });
    expect([before.kind, after.kind]).toEqual(["unchanged", "planned"]);
    expect(after).toMatchObject({ clusters: { kind: "compared", diffs: [{ objects: [{ verdict: "diverged" }] }] } });
    expect("planDigest" in after && after.planDigest).toBe("planDigest" in before && before.planDigest);
  });

  it("keeps what the manifests say where a cluster cannot be asked, and says why it cannot", async () => {
    const { scene } = sceneOf();
    const compared = await scene.adapter.compare(asking(unreachable));
    expect(compared).toMatchObject({
      kind: "planned",
      steps: [{ urn: "a.yaml" }],
      clusters: { kind: "not-compared", problem: { message: "connection refused" } },
    });
  });

  it.each([
    ["in-sync", "1 of 1 object in sync"],
    ["diverged", "0 of 1 object in sync, 1 changed"],
    ["unknown", "0 of 1 object in sync, 1 unknown"],
  ] as const)(
    "is %s in a status as its objects are, although its agent says that all is well",
    async (verdict, detail) => {
      const { scene, wellByItsAgent } = sceneOf();
      const compared = await scene.adapter.compare(asking(async () => await Promise.resolve([against(verdict)])));
      expect(await scene.adapter.status({ ...wellByItsAgent(), compared })).toMatchObject({
        verdict,
        detail,
        kubediffs: [{ objects: [{ object: "ConfigMap/shop/web", verdict }] }],
      });
    },
  );

  it("is unknown in a status, with the reason, where a cluster cannot be asked", async () => {
    const { scene, wellByItsAgent } = sceneOf();
    const compared = await scene.adapter.compare(asking(unreachable));
    expect(await scene.adapter.status({ ...wellByItsAgent(), compared })).toMatchObject({
      verdict: "unknown",
      detail: "connection refused",
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
