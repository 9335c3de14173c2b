import { describe, expect, it } from "vitest";
import { noChanges } from "../../../src/change/index.ts";
import { bringUpReviewed, previewChangeRequest } from "../../../src/flows/index.ts";
import { readOnce } from "../../../src/history/index.ts";
import { acquisitionOf } from "../../contract/lease/acquisitions.ts";
import { previewWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { passing } from "../../fakes/driver/lease-time.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

const changed = (value: string) => environmentFiles("dev", `spec: { values: { a: ${value} } }\n`);

/** An approved merge whose job looks at the lease of dev, which the job of a later merge holds. */
async function twoMerges() {
  const world = new DriverWorld(["dev"]);
  const host = new MemoryForge();
  const base = await world.git.resolve("HEAD");
  const topic = world.git.make(changed("b"), { onto: base, branch: "topic" });
  host.open(1, topic, { base: { branch: "main", commit: base } });
  const ports = { ...world.ports, history: readOnce(world.history) };
  const common = { environments: [], refresh: false, onNotPosted: () => {} };
  await previewChangeRequest({ ...common, number: 1, write: previewWriter }, ports, host.forge);
  host.reviews.set(1, [
    { reviewer: bob, verdict: "approved", commit: topic, at: "2026-01-01T00:00:00Z", isOfficial: true },
  ]);
  const earlier = world.git.make(changed("b"), { onto: base, and: [topic] });
  host.change(1, {
    state: "merged",
    merge: { commit: earlier, at: new Date(world.now).toISOString(), by: ada },
  });
  const later = world.git.make(changed("c"), { onto: earlier });
  host.branchHeads.set("refs/heads/main", later);
  const held = await world.leases.acquire(["dev"], acquisitionOf("Eve"));
  let hasEnded = false;
  const end = async (commit: string) => {
    if (hasEnded) return;
    hasEnded = true;
    const at = new Date(world.now).toISOString();
    const layers = [{ layer: "infrastructure", kind: "applied", at, steps: [], counts: noChanges }] as const;
    const environments = [{ environment: "dev", result: "succeeded", layers, milliseconds: 1 }] as const;
    const by = "Eve";
    await world.history.record({ version: 3, kind: "up", id: "up", at, commit, by, verdict: "applied", environments });
    await world.leases.release(held);
  };
  const up = () =>
    bringUpReviewed(
      {
        ...common,
        head: earlier,
        branch: "main",
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
      },
      ports,
      host.forge,
    );
  const ups = () => world.engine.calls.filter((call) => call.startsWith("up"));
  return { world, base, later, end, up, ups };
}

describe("a job that met the lease of another one", () => {
  it("is refused as older than what stands, where that one has brought up a later merge meanwhile", async () => {
    const { world, later, end, up, ups } = await twoMerges();
    passing(world, () => end(later));
    const { run, binding } = await up();
    expect(run.refusal).toMatchObject({ kind: "not-reviewed", code: "older-than-what-stands" });
    expect([binding, ups()]).toEqual([undefined, []]);
    expect(await world.leases.list()).toMatchObject([{ lease: { state: "released", owner: { actor: "Ada" } } }]);
  });

  it("brings up its merge where that one has brought up an earlier commit", async () => {
    const { world, base, end, up, ups } = await twoMerges();
    passing(world, () => end(base));
    expect((await up()).run.refusal).toBeUndefined();
    expect(ups()).toEqual(["up dev"]);
  });
});
