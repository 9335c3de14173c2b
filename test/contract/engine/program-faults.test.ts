import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf } from "./scene.ts";

engineContract("faults of programs", (scene) => {
  it("keeps what a program registered before it threw, and deletes nothing", async () => {
    await scene().up(`new Thing("a"); new Thing("b");`);
    const outcome = await scene().up(`new Thing("a"); throw new Error("broken at once");`);
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join()).toContain("broken at once");
    expect(scene().cloud.resources.size).toBe(2);
    expect(await scene().resource("b")).toBeDefined();
  });

  it("does not print a RunError's stack", async () => {
    const outcome = await scene().up(`throw new pulumi.RunError("plainly said");`);
    expect(errorsOf(outcome).join()).toContain("plainly said");
    expect(errorsOf(outcome).join()).not.toContain("index.js");
  });

  it("tells an error that a program only logs, and goes on", async () => {
    const outcome = await scene().up(`pulumi.log.error("this is wrong"); new Thing("a");`);
    expect(outcome.result).toBe("succeeded");
    expect(errorsOf(outcome).join()).toContain("this is wrong");
    expect(scene().cloud.byName("a")).toBeDefined();
  });

  it("gives resources what the program says about them", async () => {
    const outcome = await scene().up(`const a = new Thing("a"); pulumi.log.warn("watch it", a);`);
    expect(outcome.diagnostics).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining("watch it") as string,
        urn: expect.stringContaining("::a") as string,
      }),
    );
  });

  it("knows the project, the stack and whether it is a preview", async () => {
    await scene().up(
      `module.exports = { p: pulumi.getProject(), s: pulumi.getStack(), o: pulumi.getOrganization(), d: pulumi.runtime.isDryRun() };`,
    );
    expect(await scene().engine.outputs(scene().name)).toEqual({
      p: { value: "proj", secret: false },
      s: { value: "dev", secret: false },
      o: { value: "organization", secret: false },
      d: { value: false, secret: false },
    });
  });
});
