import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome, Plan } from "../../../src/change/index.ts";
import type { EngineEvent, OperationOptions } from "../../../src/engine/index.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";
import { nameOf, removeWorlds, World } from "../../scenario/crash-harness/world.ts";

afterAll(removeWorlds);

const at = { project: "proj", stack: "dev" };
const urn = (name: string) => `urn:pulumi:dev::proj::test:index:Thing::${name}`;
/** `net` exists; the others were being created when the engine was killed. The input `called` decides the id of a resource. */
const wanted: readonly Wanted[] = [
  { name: "net", inputs: { size: 1 } },
  { name: "made", inputs: { called: "made-1" }, from: { on: "net" } },
  { name: "lost", inputs: { called: "lost-1" } },
  { name: "drawn", inputs: { size: 1 } },
];

describe("creations whose end an earlier run did not see", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
    await world.engine(wanted).engine.up(world.work);
    await cutShort("made", "lost", "drawn");
    world.cloud.resources.delete("lost-1");
    world.cloud.calls.length = 0;
  });
  afterEach(async () => await world.remove());

  /** Writes the state that a kill leaves after the cloud has created the resources and before the engine has its answers. */
  async function cutShort(...names: readonly string[]): Promise<void> {
    const { store } = world.engine(wanted);
    const snapshot = (await store.load(at))!;
    const isCut = (each: { readonly urn: string }) => names.includes(nameOf(each.urn));
    const lock = await store.lock(at);
    await store.save(at, {
      ...snapshot,
      resources: snapshot.resources.filter((each) => !isCut(each)),
      pendingOperations: snapshot.resources.filter(isCut).map(({ id: _id, created: _created, ...resource }) => ({
        type: "creating" as const,
        resource: { ...resource, outputs: {} },
      })),
    });
    await lock.release();
  }

  const refresh = async (options: OperationOptions) => await world.engine(wanted).engine.refresh(world.work, options);
  const pending = async () =>
    (await world.snapshot())!.pendingOperations.map(({ resource }) => nameOf(resource.urn)).toSorted();
  const idIn = async (name: string) =>
    (await world.snapshot())!.resources.find((resource) => resource.urn === urn(name))?.id;
  const warnings = ({ diagnostics }: Plan | Outcome) =>
    diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);

  it("are named by a comparison with the cloud, which changes none of them", async () => {
    const { engine } = world.engine(wanted);
    const plan = await engine.preview(world.work, { refresh: true });
    const read = await engine.refresh(world.work, { previewOnly: true });
    for (const { creating } of [plan, read])
      expect(creating?.map(nameOf).toSorted()).toEqual(["drawn", "lost", "made"]);
    expect(await pending()).toEqual(["drawn", "lost", "made"]);
    expect((await engine.preview(world.work)).creating).toBeUndefined();
  });

  it.each(["preview", "up"] as const)(
    "are named by %s, with what the cloud says and the command that helps",
    async (verb) => {
      const { engine } = world.engine(wanted, { adoptCommand: "adopt them" });
      const told: string[] = [];
      const onEvent = ({ diagnosticEvent }: EngineEvent) => {
        if (diagnosticEvent?.severity === "warning") told.push(diagnosticEvent.message);
      };
      // The up is refused afterwards.
      await engine[verb]({ ...world.work, onEvent }).catch(() => undefined);
      const [warning] = told;
      expect(warning).toContain(`${urn("made")}, interrupted while creating; it exists as made-1`);
      expect(warning).toContain(`${urn("lost")}, interrupted while creating; there is nothing called lost-1`);
      expect(warning).toMatch(/::drawn, interrupted while creating\n/u);
      expect(warning).toContain("Adopt what exists with: adopt them");
      expect(warning).toContain("--import-pending-creates <urn>");
    },
  );

  it.each([{}, { refresh: true }])("are not made a second time by an up (%o)", async (options) => {
    const { engine } = world.engine(wanted, { adoptCommand: "adopt them" });
    await expect(engine.up(world.work, options)).rejects.toMatchObject({
      code: "pending-creations-exist",
      kind: "refused",
      message:
        "1 resource exists in the cloud that an interrupted run created and the state does not have. Nothing was done. " +
        "Adopt first, with: adopt them",
    });
    expect(world.cloud.order("create")).toEqual([]);
    expect((await engine.up(world.work, { ...options, excludes: ["**::made"] })).result).toBe("succeeded");
  });

  it("are adopted by a refresh that is to, where the provider can be asked", async () => {
    const outcome = await refresh({ adoptPendingCreates: true });
    expect(outcome.result).toBe("succeeded");
    expect(outcome.summary["import"]).toBe(1);
    expect(await idIn("made")).toBe("made-1");
    expect(await pending()).toEqual(["drawn"]);
    expect(warnings(outcome).join()).toContain("the id of a test:index:Thing does not follow from its inputs");
    expect(warnings(outcome).join()).toContain(`--import-pending-creates '${urn("drawn")}'`);
    await world.engine(wanted).engine.up(world.work);
    expect(world.cloud.order("create").toSorted()).toEqual(["drawn", "lost"]);
  });

  it("are shown and not adopted by a refresh that only previews", async () => {
    const outcome = await refresh({ adoptPendingCreates: true, previewOnly: true });
    expect(outcome.summary["import"]).toBe(1);
    expect(await pending()).toEqual(["drawn", "lost", "made"]);
  });

  it("stay pending by a refresh that says nothing of them", async () => {
    await refresh({});
    expect(await pending()).toEqual(["drawn", "lost", "made"]);
    expect(await idIn("made")).toBeUndefined();
  });

  it("are taken over by the id that a person gives, and the rest is forgotten", async () => {
    const outcome = await refresh({
      importPendingCreates: { [urn("drawn")]: "drawn-1", [urn("other")]: "x" },
      clearPendingCreates: true,
    });
    expect(outcome.result).toBe("succeeded");
    expect(warnings(outcome)).toEqual([`${urn("other")} did not correspond to a pending creation.`]);
    expect(await idIn("drawn")).toBe("drawn-1");
    expect(await pending()).toEqual([]);
  });

  it("stay pending when there is nothing with the id that a person gives", async () => {
    const outcome = await refresh({ importPendingCreates: { [urn("drawn")]: "drawn-9" } });
    expect(outcome.result).toBe("failed");
    expect(warnings(outcome).join()).toContain(`there is nothing with id "drawn-9"`);
    expect(await pending()).toContain("drawn");
  });

  it("stay pending when the provider fails to answer", async () => {
    world.cloud.on("read", "made", () => new Error("forbidden"));
    const outcome = await refresh({ adoptPendingCreates: true });
    expect(outcome.result).toBe("failed");
    expect(warnings(outcome).join()).toContain("forbidden");
    expect(await pending()).toEqual(["drawn", "made"]);
  });

  it.each([{}, { refresh: true }])("go with a destroy, and do not stand in its way (%o)", async (options) => {
    // The provider refuses to delete a network that still has resources in it, as clouds do.
    world.cloud.on("delete", "net", () => (world.cloud.resources.has("made-1") ? new Error("in use") : undefined));
    const outcome = await world.engine([]).engine.destroy(world.work, options);
    expect(outcome.result).toBe("succeeded");
    expect([...world.cloud.resources.keys()]).toEqual(["drawn-1"]);
    expect(await pending()).toEqual(["drawn"]);
    expect(warnings(outcome).join()).toContain(urn("drawn"));
  });

  it("are pending no more once they were repeated and the end was seen", async () => {
    await refresh({ clearPendingCreates: true });
    await world.engine(wanted.map((each) => ({ ...each, inputs: { called: `${each.name}-1` } }))).engine.up(world.work);
    const { store } = world.engine(wanted);
    const snapshot = (await store.load(at))!;
    const lock = await store.lock(at);
    const made = snapshot.resources.find((resource) => resource.urn === urn("lost"))!;
    await store.save(at, {
      ...snapshot,
      pendingOperations: [{ type: "creating", resource: { ...made, inputs: { called: made.id } } }],
    });
    await lock.release();
    const outcome = await world.engine(wanted).engine.up(world.work, { targets: [urn("net")] });
    expect(warnings(outcome)).toEqual([]);
    expect(await pending()).toEqual([]);
  });
});

describe("a replacement whose new half was being created", () => {
  it("ends as if its end had been seen: the old half is deleted by the next up", async () => {
    const world = await World.open();
    const version = (fixed: number): readonly Wanted[] => [{ name: "a", inputs: { fixed, called: `a-${fixed}` } }];
    await world.engine(version(1)).engine.up(world.work);
    const before = (await world.snapshot())!;
    await world.engine(version(2)).engine.up(world.work);
    const { engine, store } = world.engine(version(2));
    const old = before.resources.find((resource) => resource.urn === urn("a"))!;
    world.cloud.put("a-1", { ...old.inputs });
    const lock = await store.lock(at);
    await store.save(at, {
      ...before,
      pendingOperations: [
        { type: "creating", resource: { ...old, id: undefined!, inputs: { fixed: 2, called: "a-2" }, outputs: {} } },
      ],
    });
    await lock.release();
    expect((await engine.refresh(world.work, { adoptPendingCreates: true })).result).toBe("succeeded");
    const outcome = await engine.up(world.work);
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect([...world.cloud.resources.keys()]).toEqual(["a-2"]);
    expect((await world.snapshot())!.pendingOperations).toEqual([]);
    await world.remove();
  });
});
