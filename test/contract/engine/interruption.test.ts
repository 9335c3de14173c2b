import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { HalfDone } from "../../fakes/fake-provider.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("interruption", (scene) => {
  it("has every operation on disk before its provider is asked, and its result before the next one", async () => {
    const seen: string[] = [];
    scene().cloud.on("create", "*", async ({ name }) => {
      const { resources = [], pending_operations: pending = [] } = await scene().deployment();
      const names = (urns: readonly { urn: string }[]) => urns.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
      seen.push(
        `${name}: has ${names(resources.filter(({ type }) => type === "test:index:Thing")).join()} ` +
          `pending ${pending.map(({ type, resource }) => `${type} ${names([resource]).join()}`).join()}`,
      );
      return undefined;
    });
    await scene().up(`const a = new Thing("a"); new Thing("b", { from: a.out });`);
    expect(seen).toEqual(["a: has  pending creating a", "b: has a pending creating b"]);
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
  });

  it("lets running steps finish when it is cancelled, and starts no more", async () => {
    const cancel = new AbortController();
    scene().cloud.on("create", "a", async () => {
      cancel.abort();
      return await Promise.resolve(undefined);
    });
    await scene().program(`const a = new Thing("a"); new Thing("b", { from: a.out });`);
    const outcome = await scene().engine.up(scene().work({ signal: cancel.signal }));
    expect(outcome.result).toBe("cancelled");
    expect(await scene().resource("a")).toMatchObject({ id: "a-1" });
    expect(await scene().resource("b")).toBeUndefined();
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
    expect((await scene().up()).result).toBe("succeeded");
    expect(scene().cloud.order("create")).toEqual(["a", "b"]);
  });

  /** A provider that waits for something to become ready until it is told to give up. */
  const waiting = (call: "create" | "update" | "delete", answer: () => Error) => {
    const cancel = new AbortController();
    scene().cloud.on(call, "a", async ({ preview }) => {
      if (preview) return undefined;
      cancel.abort();
      await scene().cloud.cancelled;
      return answer();
    });
    return cancel.signal;
  };

  it("ends a wait for something that was created, and keeps what there is of it", async () => {
    const signal = waiting("create", () => new HalfDone("a-1", { out: "half" }, ["it is not ready"]));
    await scene().program(`const a = new Thing("a"); new Thing("b", { from: a.out });`);
    const outcome = await scene().engine.up(scene().work({ signal }));
    expect(outcome.result).toBe("cancelled");
    expect(await scene().resource("a")).toMatchObject({ id: "a-1", initErrors: ["it is not ready"] });
    expect(scene().cloud.order("create")).toEqual(["a"]);
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
  });

  it("ends a wait for something that was changed, and the next up changes it again", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    const signal = waiting("update", () => new HalfDone("a-1", { size: 2 }, ["it is not ready"]));
    await scene().program(`new Thing("a", { size: 2 });`);
    expect((await scene().engine.up(scene().work({ signal }))).result).toBe("cancelled");
    scene().cloud.off("update", "a");
    expect(opsOf(await scene().preview())).toEqual({ a: ["update"] });
  });

  it("ends a wait for something to be gone, which stays in the state", async () => {
    await scene().up(`new Thing("a");`);
    const signal = waiting("delete", () => new Error("it is not gone yet"));
    expect((await scene().engine.destroy(scene().work({ signal }))).result).toBe("cancelled");
    expect(await scene().resource("a")).toMatchObject({ id: "a-1" });
  });

  it("does nothing when it is cancelled before it starts", async () => {
    await scene().program(`new Thing("a");`);
    const outcome = await scene().engine.up(scene().work({ signal: AbortSignal.abort() }));
    expect(outcome.result).toBe("cancelled");
    expect(scene().cloud.order("create")).toEqual([]);
  });

  /** Leaves the state as a run that was killed in the middle of an operation on `a` would. */
  const interrupted = async (type: "creating" | "updating" | "deleting") => {
    const file = path.join(scene().folder, "state", ".pulumi", "stacks", "proj", "dev.json");
    const written = JSON.parse(await readFile(file, "utf8")) as {
      checkpoint: { latest: { resources: { urn: string }[]; pending_operations?: object[] } };
    };
    const { latest } = written.checkpoint;
    const resource = latest.resources.find(({ urn }) => urn.endsWith("::a"));
    latest.pending_operations = [{ resource, type }];
    await writeFile(file, JSON.stringify(written));
  };

  it("warns about an operation whose end an earlier run did not see", async () => {
    await scene().up(`new Thing("a");`);
    await interrupted("creating");
    const outcome = await scene().up();
    expect(outcome.result).toBe("succeeded");
    const warnings = outcome.diagnostics.filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ message }) => message).join("\n")).toContain("interrupted while creating");
    expect((await scene().deployment()).pending_operations).toHaveLength(1);
  });

  it("takes an imported state to know of no operation without an end", async () => {
    await scene().up(`new Thing("a");`);
    await interrupted("creating");
    await scene().engine.importState(scene().name, await scene().engine.exportState(scene().name));
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
  });

  it("settles interrupted updates with a refresh", async () => {
    await scene().up(`new Thing("a");`);
    await interrupted("updating");
    expect((await scene().refresh()).result).toBe("succeeded");
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
  });

  it("keeps interrupted creations until it is told to forget them", async () => {
    await scene().up(`new Thing("a");`);
    await interrupted("creating");
    await scene().refresh();
    expect((await scene().deployment()).pending_operations).toHaveLength(1);
    const outcome = await scene().refresh({ clearPendingCreates: true });
    expect(errorsOf(outcome)).toEqual([]);
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
  });

  it("exports a state that imports into the same stack", async () => {
    await scene().up(`new Thing("a", { password: pulumi.secret("hunter2") });`);
    const exported = await scene().engine.exportState(scene().name);
    await scene().destroy();
    await scene().engine.importState(scene().name, exported);
    expect(await scene().resource("a")).toMatchObject({ id: "a-1" });
    expect(opsOf(await scene().preview())).toEqual({ a: ["same"] });
  });

  it("refuses a state that contradicts itself, before anything is done", async () => {
    await scene().up(`new Thing("a");`);
    const exported = await scene().engine.exportState(scene().name);
    const { resources } = exported.deployment as { resources: { dependencies?: string[] }[] };
    const broken = resources.map((resource) => ({
      ...resource,
      dependencies: ["urn:pulumi:dev::proj::x:y:Z::missing"],
    }));
    const attempt = scene().engine.importState(scene().name, {
      ...exported,
      deployment: { ...(exported.deployment as object), resources: broken },
    });
    await expect(attempt).rejects.toThrow(/missing/);
    expect((await scene().up()).result).toBe("succeeded");
  });
});
