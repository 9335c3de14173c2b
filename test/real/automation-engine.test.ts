import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeAutomation } from "../contract/engine/automation.ts";
import { opsOf, Scene } from "../contract/engine/scene.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";

describeWithPulumi("the automation engine", (pulumi) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open(makeAutomation(pulumi().environment));
  });
  afterEach(async () => {
    await scene.close();
  });

  it("leaves the program's folder as it is", async () => {
    const text = "# kept\nconfig:\n  proj:size: 3\n";
    await scene.file("Pulumi.dev.yaml", text);
    const folder = path.join(scene.folder, "program");
    await scene.program(`new Thing("a", { size: new pulumi.Config().requireNumber("size") });`);
    const before = await readdir(folder);
    const config = { "proj:password": { value: "hunter2", secret: true }, "proj:size": { value: "4" } };
    expect((await scene.up(undefined, {}, config)).result).toBe("succeeded");
    expect(scene.cloud.byName("a")?.inputs).toEqual({ size: 4 });
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(path.join(folder, "Pulumi.dev.yaml"), "utf8")).toBe(text);
  });

  it("leaves no stack behind when it previews one that does not exist", async () => {
    await scene.program(`new Thing("a");`);
    const stack = { project: "proj", stack: "new" };
    const plan = await scene.engine.preview(scene.work({ stack }));
    expect(opsOf(plan)).toEqual({ a: ["create"] });
    const stacks = await readdir(path.join(scene.folder, "state", ".pulumi", "stacks", "proj"));
    expect(stacks.filter((file) => file.endsWith("new.json"))).toEqual([]);
  });

  it("says which outputs are secret", async () => {
    await scene.up(`module.exports = { size: 3, password: pulumi.secret("hunter2"), list: [pulumi.secret(1), 2] };`);
    expect(await scene.engine.outputs(scene.name)).toEqual({
      size: { value: 3, secret: false },
      password: { value: "hunter2", secret: true },
      list: { value: [1, 2], secret: true },
    });
  });
});
