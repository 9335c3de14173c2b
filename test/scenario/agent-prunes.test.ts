import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, eventually, World } from "./agent-harness/index.ts";

describe("what left Git", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("is deleted, and what is annotated to be kept is not", async () => {
    const space = await world.space();
    const kept = { annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } };
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", { a: "1" }),
        "apps/b.yaml": configMap("two", { a: "1" }),
        "apps/c.yaml": configMap("kept", { a: "1" }, kept),
      }),
    );

    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));

    expect(await space.configMap("two")).toBeUndefined();
    expect(await space.configMap("one")).toBeDefined();
    expect(await space.configMap("kept")).toBeDefined();
    expect((await space.status("Kustomization"))["inventory"]).toEqual({
      entries: [{ id: `${space.name}_one__ConfigMap`, v: "v1" }],
    });
  });

  it("stays when the Kustomization does not prune", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ prune: false });
    space.agent();
    await space.untilApplied(
      await space.repository.commit({ "apps/a.yaml": configMap("one", {}), "apps/b.yaml": configMap("two", {}) }),
    );

    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", {}) }));

    expect(await space.configMap("two")).toBeDefined();
  });

  it("stays when it belongs to somebody else by now", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", {}),
        "apps/b.yaml": configMap("two", {}),
        "other/b.yaml": configMap("two", { now: "other" }),
      }),
    );
    await space.kustomization({ suspend: true });
    await space.kustomization({ path: "./other" }, { name: "other" });
    await space.untilData("two", { now: "other" });
    const commit = await space.repository.commit({
      "apps/a.yaml": configMap("one", {}),
      "other/b.yaml": configMap("two", { now: "other" }),
    });

    await space.kustomization({ suspend: false });

    await space.untilApplied(commit);
    await space.untilApplied(commit, "other");
    expect(await space.data("two")).toEqual({ now: "other" });
  });

  it("is not deleted when nearly everything would go, until that is accepted", async () => {
    const space = await world.space();
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`apps/${index}.yaml`, configMap(`many-${index}`, {})]),
    );
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(await space.repository.commit(many));

    const commit = await space.repository.commit({ "apps/0.yaml": configMap("many-0", { still: "here" }) });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "PruneFailed",
    });
    expect(message).toContain("refused to delete 11 of 12 objects");
    await space.untilData("many-0", { still: "here" });
    expect(await space.configMap("many-11")).toBeDefined();

    await space.kustomization({}, { metadata: { annotations: { "groundwork.dev/accept-mass-prune": commit } } });
    await space.untilApplied(commit);
    expect(await space.configMap("many-11")).toBeUndefined();
  });

  it("is not deleted when nothing is left, though the folder is there", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", {}) }));

    await space.repository.commit({ "apps/README.md": "moved" });

    await space.untilCondition("Kustomization", { type: "Ready", status: "False", reason: "PruneFailed" });
    expect(await space.configMap("one")).toBeDefined();
  });

  it("goes with its Kustomization", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", {}) }));

    await space.delete("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app");

    await eventually(
      async () => space.get("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app"),
      undefined,
      space.explain,
    );
    expect(await space.configMap("one")).toBeUndefined();
  });

  it("stays when its Kustomization goes with the policy Orphan", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ deletionPolicy: "Orphan" });
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", {}) }));

    await space.delete("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app");

    await eventually(
      async () => space.get("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app"),
      undefined,
      space.explain,
    );
    expect(await space.configMap("one")).toBeDefined();
  });
});
