import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, eventually, type Space, World } from "./agent-harness/index.ts";

const kustomizeApi = "kustomize.toolkit.fluxcd.io/v1";
const ownerLabels = (namespace: string, name: string) => ({
  "kustomize.toolkit.fluxcd.io/name": name,
  "kustomize.toolkit.fluxcd.io/namespace": namespace,
});
const namespaceManifest = (name: string) => JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const inventoryOf = async (space: Space, name: string): Promise<readonly string[]> => {
  const { inventory } = (await space.status("Kustomization", name)) as { inventory?: { entries: { id: string }[] } };
  return (inventory?.entries ?? []).map(({ id }) => id);
};

// Each test has a namespace, a repository and an agent of its own, and mostly waits for the agent's next look at the source.
describe.concurrent("an object that two Kustomizations declare", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  /** Two Kustomizations of one source: `a` has ./a and `b` has ./b; `last` is the one that applied after the other. */
  async function two(last: "a" | "b"): Promise<Space> {
    const space = await world.space();
    await space.source();
    const first = last === "a" ? "b" : "a";
    await space.kustomization({ path: `./${first}` }, { name: first });
    space.agent();
    const commit = await space.repository.commit({
      "a/own.yaml": configMap("of-a", {}),
      "a/shared.yaml": configMap("shared", { from: "a" }),
      "b/own.yaml": configMap("of-b", {}),
      "b/shared.yaml": configMap("shared", { from: "b" }),
    });
    await space.untilApplied(commit, first);
    await space.kustomization({ path: `./${last}` }, { name: last });
    await space.untilApplied(commit, last);
    await space.untilData("shared", { from: last });
    return space;
  }

  it.each(["a", "b"] as const)(
    "is taken back by the one that still has it when %s applied last and drops it",
    async (last) => {
      const space = await two(last);
      const other = last === "a" ? "b" : "a";
      const before = await space.configMap("shared");
      const shared = await space.untilCondition(
        "Kustomization",
        { type: "SharedObjects", status: "True", reason: "DeclaredByOthers" },
        other,
      );
      expect(shared).toBe(
        `ConfigMap/${space.name}/shared is declared by ${space.name}/${last} as well; ${space.name}/${last} applied it last`,
      );

      const commit = await space.repository.commit({
        [`${last}/own.yaml`]: configMap(`of-${last}`, {}),
        [`${other}/own.yaml`]: configMap(`of-${other}`, {}),
        [`${other}/shared.yaml`]: configMap("shared", { from: other }),
      });
      await space.untilApplied(commit, last);
      await space.untilData("shared", { from: other });
      await space.untilApplied(commit, other);

      const after = await space.configMap("shared");
      expect(after?.metadata.uid).toBe(before?.metadata.uid);
      expect(after?.metadata.labels).toEqual(ownerLabels(space.name, other));
      expect(await inventoryOf(space, last)).toEqual([`${space.name}_of-${last}__ConfigMap`]);
      const taken = await space.untilCondition(
        "Kustomization",
        { type: "TakenOver", status: "True", reason: "DroppedByOther" },
        other,
      );
      expect(taken).toBe(
        `ConfigMap/${space.name}/shared taken over from ${space.name}/${last}, which no longer declares it`,
      );
      await eventually(async () => space.condition("Kustomization", "SharedObjects", other), undefined, space.explain);
    },
  );

  it("is deleted when both drop it at once", async () => {
    const space = await two("b");

    const commit = await space.repository.commit({
      "a/own.yaml": configMap("of-a", {}),
      "b/own.yaml": configMap("of-b", {}),
    });
    await space.untilApplied(commit, "a");
    await space.untilApplied(commit, "b");

    expect(await space.configMap("shared")).toBeUndefined();
    expect([...(await inventoryOf(space, "a")), ...(await inventoryOf(space, "b"))].join()).not.toContain("shared");
  });

  it("stays when the Kustomization that applied it last is deleted, and goes with the last one", async () => {
    const space = await two("b");
    const before = await space.configMap("shared");

    await space.delete(kustomizeApi, "Kustomization", "b");
    await eventually(async () => space.get(kustomizeApi, "Kustomization", "b"), undefined, space.explain);
    await space.untilData("shared", { from: "a" });
    expect((await space.configMap("shared"))?.metadata.uid).toBe(before?.metadata.uid);
    expect(await space.configMap("of-b")).toBeUndefined();

    await space.delete(kustomizeApi, "Kustomization", "a");
    await eventually(async () => space.get(kustomizeApi, "Kustomization", "a"), undefined, space.explain);
    expect(await space.configMap("shared")).toBeUndefined();
  });

  it("goes when both Kustomizations are deleted at once", async () => {
    const space = await two("a");

    await Promise.all(["a", "b"].map((name) => space.delete(kustomizeApi, "Kustomization", name)));

    for (const name of ["a", "b"])
      await eventually(async () => space.get(kustomizeApi, "Kustomization", name), undefined, space.explain);
    expect(await space.configMap("shared")).toBeUndefined();
  });

  it("is kept through a change of its Kustomization's name", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({}, { name: "before" });
    space.agent();
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", {}) });
    await space.untilApplied(commit, "before");
    const { uid } = (await space.configMap("one"))?.metadata ?? {};

    // As what applies both does it: a new name is there before the old one is deleted. In the other order no Kustomization has the object meanwhile.
    await space.kustomization({}, { name: "after" });
    await space.delete(kustomizeApi, "Kustomization", "before");

    await eventually(async () => space.get(kustomizeApi, "Kustomization", "before"), undefined, space.explain);
    await space.untilApplied(commit, "after");
    const after = await space.configMap("one");
    expect(after?.metadata.uid).toBe(uid);
    expect(after?.metadata.labels).toEqual(ownerLabels(space.name, "after"));
  });

  it("is kept when one commit moves it to another Kustomization, which even depends on the first", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ path: "./a" }, { name: "a" });
    await space.kustomization({ path: "./b", dependsOn: [{ name: "a" }] }, { name: "b" });
    space.agent();
    const own = { "a/own.yaml": configMap("of-a", {}), "b/own.yaml": configMap("of-b", {}) };
    await space.untilApplied(await space.repository.commit({ ...own, "a/x.yaml": configMap("moved", {}) }), "b");
    const { uid } = (await space.configMap("moved"))?.metadata ?? {};

    const commit = await space.repository.commit({ ...own, "b/x.yaml": configMap("moved", { now: "b" }) });
    await space.untilApplied(commit, "a");
    await space.untilApplied(commit, "b");

    const after = await space.configMap("moved");
    expect([after?.metadata.uid, after?.metadata.labels]).toEqual([uid, ownerLabels(space.name, "b")]);
  });

  const own = { "a/own.yaml": configMap("of-a", {}), "b/own.yaml": configMap("of-b", {}) };
  /** A space in which the folders `a` and `b`, each with a Kustomization of its name, are applied with these files beside their own. */
  const twoFolders = async (files: Readonly<Record<string, string>>): Promise<Space> => {
    const space = await world.space();
    await space.source();
    for (const name of ["a", "b"]) await space.kustomization({ path: `./${name}` }, { name });
    space.agent();
    const commit = await space.repository.commit({ ...own, ...files });
    for (const name of ["a", "b"]) await space.untilApplied(commit, name);
    return space;
  };

  it("is not deleted while the folder that may declare it now cannot be read, and stays when it can", async () => {
    const space = await twoFolders({ "a/x.yaml": configMap("moved", {}) });
    const { uid } = (await space.configMap("moved"))?.metadata ?? {};

    await space.repository.commit({ ...own, "b/x.yaml": "{ not: closed" });
    const message = await space.untilCondition(
      "Kustomization",
      { type: "Ready", status: "False", reason: "PruneFailed" },
      "a",
    );
    expect(message).toBe(
      `ConfigMap/${space.name}/moved could not be deleted: ${space.name}/b cannot be read: b/x.yaml:1 is not understood, and it may declare it`,
    );
    const mended = await space.repository.commit({ ...own, "b/x.yaml": configMap("moved", { now: "b" }) });
    await space.untilApplied(mended, "a");
    await space.untilApplied(mended, "b");

    expect((await space.configMap("moved"))?.metadata.uid).toBe(uid);
  });

  it("is deleted beside a file that cannot be read and does not name it, and not while one names it", async () => {
    const space = await twoFolders({ "a/x.yaml": configMap("gone", {}), "a/y.yaml": configMap("moved", {}) });

    await space.repository.commit({ ...own, "b/y.yaml": `${configMap("moved", {})}spec: [` });

    const failed = { type: "Ready", status: "False", reason: "PruneFailed" };
    expect(await space.untilCondition("Kustomization", failed, "a")).toContain("ConfigMap/");
    await eventually(async () => space.configMap("gone"), undefined, space.explain);
    expect(await space.configMap("moved")).toBeDefined();
    await space.untilApplied(
      await space.repository.commit({ ...own, "b/y.yaml": `${configMap("other", {})}spec: [` }),
      "a",
    );
    expect(await space.configMap("moved")).toBeUndefined();
  });

  it("keeps a Namespace that two declare, with everything in it", async () => {
    const space = await world.space();
    const inner = `${space.name}-inner`;
    await space.source();
    for (const name of ["a", "b"])
      await space.kustomization({ path: `./${name}`, targetNamespace: undefined }, { name });
    space.agent();
    const inside = JSON.parse(configMap("inside", {})) as { metadata: object };
    const inNamespace = JSON.stringify({ ...inside, metadata: { name: "inside", namespace: inner } });
    const rest = { "a/own.yaml": configMap("of-a", {}, { namespace: space.name }), "b/inside.yaml": inNamespace };
    const both = await space.repository.commit({
      ...rest,
      "a/space.yaml": namespaceManifest(inner),
      "b/space.yaml": namespaceManifest(inner),
    });
    await space.untilApplied(both, "a");
    await space.untilApplied(both, "b");
    const lookInside = async () => {
      const resource = await world.cluster.api.resourceOf("v1", "ConfigMap");
      return (await world.cluster.api.get({ resource, namespace: inner, name: "inside" }))?.metadata;
    };
    const before = await lookInside();

    const dropped = await space.repository.commit({ ...rest, "b/space.yaml": namespaceManifest(inner) });
    await space.untilApplied(dropped, "a");
    await space.untilApplied(dropped, "b");
    expect(await lookInside()).toMatchObject({ uid: before?.uid });
    expect((await space.get("v1", "Namespace", inner))?.metadata.labels).toMatchObject(ownerLabels(space.name, "b"));

    await space.repository.commit(rest);
    const message = await space.untilCondition(
      "Kustomization",
      { type: "Ready", status: "False", reason: "PruneFailed" },
      "b",
    );
    expect(message).toBe(
      `Namespace/${inner} could not be deleted: ${space.name}/b declares ConfigMap/${inner}/inside, which would go with it`,
    );
    expect(await lookInside()).toEqual(before);

    const { "a/own.yaml": own } = rest;
    await space.untilApplied(
      await space.repository.commit({ "a/own.yaml": own, "b/own.yaml": configMap("b", {}, { namespace: space.name }) }),
      "b",
    );
    await eventually(async () => space.get("v1", "Namespace", inner), undefined, space.explain);
  });
});

describe("an object that Kustomizations of two namespaces declare, each with an agent of its own", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("stays until the last of them drops it, and an inventory that is not understood keeps it as well", async () => {
    const [one, other] = [await world.space(), await world.space()];
    await one.source();
    await one.kustomization();
    one.agent();
    const withShared = (from: string) => ({
      "apps/own.yaml": configMap(`of-${from}`, {}),
      "apps/shared.yaml": configMap("shared", { from }),
    });
    await one.untilApplied(await one.repository.commit(withShared("one")));
    await other.source();
    await other.kustomization({ targetNamespace: one.name });
    other.agent();
    await other.untilApplied(await other.repository.commit(withShared("other")));
    await one.untilData("shared", { from: "other" });
    const { uid } = (await one.configMap("shared"))?.metadata ?? {};

    await other.untilApplied(await other.repository.commit({ "apps/own.yaml": configMap("of-other", {}) }));
    await one.untilData("shared", { from: "one" });
    expect((await one.configMap("shared"))?.metadata).toMatchObject({ uid, labels: ownerLabels(one.name, "app") });

    await other.kustomization({ suspend: true, targetNamespace: one.name });
    const strange = { status: { inventory: { entries: [{ id: "no-inventory-id", v: "v1" }] } } };
    await other.patch(kustomizeApi, "Kustomization", "app", strange, "status");
    const last = await one.repository.commit({ "apps/own.yaml": configMap("of-one", {}) });
    const message = await one.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "PruneFailed",
    });
    expect(message).toBe(
      `ConfigMap/${one.name}/shared could not be deleted: ${other.name}/app: "no-inventory-id" is no inventory id, and it may declare it`,
    );
    expect((await one.configMap("shared"))?.metadata.uid).toBe(uid);

    await other.patch(kustomizeApi, "Kustomization", "app", { status: { inventory: null } }, "status");
    await one.untilApplied(last);
    expect(await one.configMap("shared")).toBeUndefined();
  });
});
