import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PluginScene } from "./plugin-scene.ts";
import { errorsOf, opsOf } from "./scene.ts";

/** A component that the plugin constructs: `options` as JavaScript. */
const pad = (inputs: object, options = "{}"): string => `
  class Pad extends pulumi.ComponentResource {
    constructor(name, args, opts) { super("paper:index:Pad", name, { count: undefined, first: undefined, ...args }, opts, true); }
  }
  const pad = new Pad("pad", ${JSON.stringify(inputs)}, ${options});
  module.exports = { count: pad.count, first: pad.first };
`;

describe("the embedded engine: a remote component of a provider that constructs it", () => {
  let plugin: PluginScene;
  beforeEach(async () => {
    plugin = await PluginScene.open({ installed: ["1.0.0"] });
  });
  afterEach(async () => {
    await plugin.scene.close();
  });

  it("has everything in it created, kept, updated and deleted, and gives the program its outputs", async () => {
    const { scene } = plugin;
    const first = await scene.up(pad({ sheets: 2, text: "one" }));
    expect(errorsOf(first)).toEqual([]);
    expect(opsOf(first)).toMatchObject({ pad: ["create"], "pad-0": ["create"], "pad-1": ["create"] });
    expect(first.outputs).toMatchObject({ count: 2, first: "one" });
    expect((await scene.resource("pad-0"))?.parent).toMatch(/::paper:index:Pad::pad$/u);
    const again = await scene.preview(pad({ sheets: 2, text: "one" }));
    expect(opsOf(again)).toMatchObject({ pad: ["same"], "pad-0": ["same"], "pad-1": ["same"] });
    const fewer = await scene.up(pad({ sheets: 1, text: "two" }));
    expect(opsOf(fewer)).toMatchObject({ pad: ["same"], "pad-0": ["update"], "pad-1": ["delete"] });
    expect(opsOf(await scene.destroy())).toMatchObject({ pad: ["delete"], "pad-0": ["delete"] });
  });

  it("previews it without creating anything", async () => {
    const { scene } = plugin;
    const outcome = await scene.preview(pad({ sheets: 1, text: "one" }));
    expect(opsOf(outcome)).toMatchObject({ pad: ["create"], "pad-0": ["create"] });
    expect((await plugin.calls()).filter((call) => call.startsWith("create"))).toEqual([]);
  });

  it("hands the component's options and provider on to what is in it", async () => {
    const { scene } = plugin;
    const source = `const blue = new pulumi.ProviderResource("paper", "blue", { ink: "blue" });`;
    await scene.up(source + pad({ sheets: 1 }, "{ protect: true, providers: { paper: blue } }"));
    const sheet = await scene.resource("pad-0");
    expect(sheet).toMatchObject({ protect: true });
    expect(sheet?.provider).toMatch(/::pulumi:providers:paper::blue::/u);
  });

  it("tells once what failed in it, in the provider's words", async () => {
    const { scene } = plugin;
    const outcome = await scene.up(pad({ sheets: 1, refuseSheet: true }));
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).filter((each) => each.includes("refused to create"))).toHaveLength(1);
    expect(errorsOf(outcome).join("\n")).not.toMatch(/construct/u);
  });

  it("says that a construction failed, with the component's name", async () => {
    const { scene } = plugin;
    const outcome = await scene.up(pad({ sheets: 1, refuse: "construct" }));
    expect(outcome.result).toBe("failed");
    expect(errorsOf(outcome).join("\n")).toMatch(/paper:index:Pad pad.*refused to construct/u);
  });
});
