import { status } from "@grpc/grpc-js";
import { expect, it } from "vitest";
import { Fails, HalfDone } from "../../fakes/fake-provider.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract("faults of providers", (scene) => {
  it("keeps what was done before a create failed, and tries the rest again", async () => {
    scene().cloud.on("create", "b", () => new Fails("quota exceeded", status.RESOURCE_EXHAUSTED));
    const source = `const a = new Thing("a"); const b = new Thing("b", { from: a.out }); new Thing("c", { from: b.out });`;
    const failed = await scene().up(source);
    expect(failed.result).toBe("failed");
    expect(failed.steps.find(({ urn }) => urn.endsWith("::b"))).toMatchObject({ status: "failed" });
    expect(errorsOf(failed)[0]).toContain("quota exceeded");
    expect(await scene().resource("a")).toBeDefined();
    expect(await scene().resource("b")).toBeUndefined();
    expect((await scene().deployment()).pending_operations ?? []).toEqual([]);
    scene().cloud.off("create", "b");
    expect(opsOf(await scene().up())).toEqual({ a: ["same"], b: ["create"], c: ["create"] });
  });

  it("keeps a resource that was created but did not come up, with the reasons", async () => {
    scene().cloud.on("create", "a", () => new HalfDone("a-half", { size: 1, out: "half" }, ["not healthy"]));
    const failed = await scene().up(`new Thing("a", { size: 1 });`);
    expect(failed.result).toBe("failed");
    expect(errorsOf(failed).join()).toContain("not healthy");
    expect(await scene().resource("a")).toMatchObject({ id: "a-half", initErrors: ["not healthy"] });
    scene().cloud.off("create", "a");
    const outcome = await scene().up();
    expect(opsOf(outcome)).toEqual({ a: ["update"] });
    expect((await scene().resource("a"))?.["initErrors"]).toBeUndefined();
  });

  it("does not take inputs for applied that an update did not come through with", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    scene().cloud.on("update", "a", ({ preview }) =>
      preview ? undefined : new HalfDone("a-1", { size: 2, out: "half" }, ["crash loop"]),
    );
    const failed = await scene().up(`new Thing("a", { size: 2 });`);
    expect(failed.result).toBe("failed");
    expect(await scene().resource("a")).toMatchObject({
      inputs: { size: 1 },
      outputs: { size: 2, out: "half" },
      initErrors: ["crash loop"],
    });
    scene().cloud.off("update", "a");
    expect(opsOf(await scene().up())).toEqual({ a: ["update"] });
  });

  it("replaces what did not come up when the program asks for it", async () => {
    scene().cloud.on("create", "a", () => new HalfDone("a-half", {}, ["not healthy"]));
    const source = `new Thing("a", {}, { replaceOnChanges: ["#initerror"] });`;
    await scene().up(source);
    scene().cloud.off("create", "a");
    const outcome = await scene().up(source);
    expect(opsOf(outcome)["a"]).toContain("replace");
    expect([...scene().cloud.resources.keys()]).toEqual(["a-1"]);
  });

  it("keeps the old state of a failed update", async () => {
    await scene().up(`new Thing("a", { size: 1 });`);
    scene().cloud.on("update", "a", () => new Error("rejected"));
    expect((await scene().up(`new Thing("a", { size: 2 });`)).result).toBe("failed");
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 1 } });
  });

  it("keeps a resource whose delete failed and tries again", async () => {
    await scene().up(`new Thing("a");`);
    scene().cloud.on("delete", "a", () => new Error("in use"));
    const failed = await scene().up("");
    expect(failed.result).toBe("failed");
    expect(errorsOf(failed)[0]).toContain("in use");
    expect(await scene().resource("a")).toBeDefined();
    scene().cloud.off("delete", "a");
    expect(opsOf(await scene().up())).toEqual({ a: ["delete"] });
  });

  it("does not delete what a failed delete still needs", async () => {
    await scene().up(`const a = new Thing("a"); new Thing("b", { from: a.out });`);
    scene().cloud.on("delete", "b", () => new Error("in use"));
    expect((await scene().destroy()).result).toBe("failed");
    expect(scene().cloud.byName("a")).toBeDefined();
    expect(await scene().resource("a")).toBeDefined();
  });

  it("goes on with what does not depend on the failure when it is told to", async () => {
    scene().cloud.on("create", "a", () => new Error("no room"));
    const outcome = await scene().up(`const a = new Thing("a"); new Thing("after", { from: a.out }); new Thing("z");`, {
      continueOnError: true,
    });
    expect(outcome.result).toBe("failed");
    expect(scene().cloud.byName("z")).toBeDefined();
    expect(scene().cloud.byName("after")).toBeUndefined();
  });

  it("fails when a provider dies in the middle of a call", async () => {
    scene().cloud.on("create", "a", () => "die");
    const outcome = await scene().up(`new Thing("a");`);
    expect(outcome.result).toBe("failed");
    expect(await scene().resource("a")).toBeUndefined();
    scene().cloud.off("create", "a");
    expect((await scene().up()).result).toBe("succeeded");
  });

  it("fails when a create gives no id", async () => {
    scene().cloud.on("create", "a", ({ preview }) => (preview ? undefined : scene().cloud.created("", {})));
    const outcome = await scene().up(`new Thing("a");`);
    expect(outcome.result).toBe("failed");
    expect(await scene().resource("a")).toBeUndefined();
  });

  it("fails when an answer leaves values unknown outside of a preview", async () => {
    scene().cloud.on("create", "a", () =>
      scene().cloud.created("a-x", { out: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
    );
    expect((await scene().up(`new Thing("a");`)).result).toBe("failed");
  });

  it("fails when an answer cannot be read", async () => {
    scene().cloud.on("diff", "a", () => new Fails("\u0000garbage", status.INTERNAL));
    await scene().up(`new Thing("a", { size: 1 });`);
    const outcome = await scene().up(`new Thing("a", { size: 2 });`);
    expect(outcome.result).toBe("failed");
    expect(await scene().resource("a")).toMatchObject({ inputs: { size: 1 } });
  });

  it("compares itself what the provider leaves to it", async () => {
    scene().cloud.on("diff", "a", () => scene().cloud.noOpinion());
    await scene().up(`new Thing("a", { size: 1, list: [1, 2] });`);
    const plan = await scene().preview(`new Thing("a", { size: 1, list: [1, 3], more: true });`);
    expect(plan.steps.find(({ urn }) => urn.endsWith("::a"))).toMatchObject({
      op: "update",
      detailedDiff: { "list[1]": { kind: "update" }, more: { kind: "add" } },
    });
  });

  it("reports a failed operation once, with its resource and the provider's own words", async () => {
    scene().cloud.on("create", "a", () => new Fails("the region is full", status.UNAVAILABLE));
    const outcome = await scene().up(`new Thing("a");`);
    const told = outcome.diagnostics.filter(({ message }) => message.includes("the region is full"));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ severity: "error", urn: "urn:pulumi:dev::proj::test:index:Thing::a" });
  });
});
