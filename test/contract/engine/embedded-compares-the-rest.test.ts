import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProviderCall } from "../../fakes/fake-provider.ts";
import { makeEmbedded } from "./embedded.ts";
import { errorsOf, opsOf, Scene } from "./scene.ts";

// The Pulumi CLI's preview ends at the first failure, and has no flag against it.

describe("a preview of the embedded engine that goes on after failures", () => {
  let scene: Scene;
  const source = (size: number) =>
    `const a = new Thing("a", { size: ${size} }); new Thing("after", { from: a.out }); new Thing("z", { size: ${size} });`;
  beforeEach(async () => {
    scene = await Scene.open(makeEmbedded);
    await scene.up(source(1));
  });
  afterEach(async () => await scene.close());

  it.each<readonly [string, ProviderCall]>([
    ["checks", "check"],
    ["compares", "diff"],
    ["foresees the update of", "update"],
  ])("compares what does not depend on a resource that a provider never %s", async (_, call) => {
    scene.cloud.on(call, "a", () => new Error("conflict"));
    const plan = await scene.preview(source(2), { continueOnError: true, refresh: true });
    expect([plan.result, errorsOf(plan)[0]]).toEqual(["failed", expect.stringContaining("conflict")]);
    expect(opsOf(plan)["z"]).toEqual(["refresh", "update"]);
    expect(opsOf(plan)["after"]).toEqual(["refresh"]);
    const failed = plan.diagnostics.find(({ message }) => message.includes("conflict"));
    expect(failed?.urn).toMatch(/::a$/u);
  });

  it("compares the others of which one cannot be read, and does not take that one for deleted", async () => {
    scene.cloud.on("read", "a", () => new Error("no answer"));
    const plan = await scene.preview(source(2), { continueOnError: true, refresh: true });
    expect(plan.result).toBe("failed");
    expect(opsOf(plan)["z"]).toEqual(["refresh", "update"]);
    expect(plan.steps.find(({ op, urn }) => op === "refresh" && urn.endsWith("::a"))).toMatchObject({ failed: true });
  });

  it("ends at the first failure without being told to go on", async () => {
    scene.cloud.on("diff", "a", () => new Error("conflict"));
    const plan = await scene.preview(source(2), { parallel: 1 });
    expect(plan.result).toBe("failed");
    expect(opsOf(plan)["after"]).toBeUndefined();
  });
});
