import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PreviewedOutputs } from "../../../src/engine/index.ts";
import { encryptionSalt, makeEmbedded } from "./embedded.ts";
import { errorsOf, Scene } from "./scene.ts";
import { placesOf } from "./written-texts.ts";

// The Pulumi CLI reads outputs of other stacks from its backend alone.

const canary = "canary-3c1d";
const secret = "[secret]";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(makeEmbedded);
  for (const stack of ["dev", "net"])
    await scene.file(`Pulumi.${stack}.yaml`, `encryptionsalt: ${await encryptionSalt}\n`);
});
afterEach(() => scene.close());

const net = { project: "proj", stack: "net" };
const consumer = (output: string) => `
  const net = new pulumi.StackReference("organization/proj/net");
  new Thing("thing", { value: net.requireOutput("${output}") });
`;

/** Outputs of the stack `net` as a preview of this program gives them. */
async function previewedNet(source: string): Promise<PreviewedOutputs> {
  await scene.program(source);
  let given: PreviewedOutputs | undefined;
  const plan = await scene.engine.preview(scene.work({ stack: net, onOutputs: (outputs) => (given = outputs) }));
  expect(errorsOf(plan)).toEqual([]);
  if (!given) throw new Error("The preview gave no outputs.");
  return given;
}

async function consume(output: string, outputs?: PreviewedOutputs) {
  await scene.program(consumer(output));
  const upstreams = new Map(outputs ? [["net", outputs]] : []);
  const plan = await scene.engine.preview(scene.work({ upstreams }));
  return { plan, value: plan.steps.find(({ type }) => type === "test:index:Thing")?.newInputs?.["value"] };
}

const upNet = async (source: string) => {
  await scene.program(source);
  expect((await scene.engine.up(scene.work({ stack: net }))).result).toBe("succeeded");
};

describe("a preview on outputs that the preview of another stack gave", () => {
  it("takes them in place of those in the state, and says so", async () => {
    await upNet(`exports.range = "old";`);
    const outputs = await previewedNet(`exports.range = "new";`);
    const { plan, value } = await consume("range", outputs);
    expect(value).toBe("new");
    expect(plan.reads).toEqual({ cloud: false, stacks: ["net"], previewed: ["net"] });
    expect((await consume("range")).value).toBe("old");
    expect((await consume("range")).plan.reads).toEqual({ cloud: false, stacks: ["net"], previewed: [] });
  });

  it("needs no state of a stack that is yet to be made", async () => {
    expect(errorsOf((await consume("range")).plan).join()).toContain("There is no stack organization/proj/net");
    const { value } = await consume("range", await previewedNet(`exports.range = "new";`));
    expect(value).toBe("new");
  });

  it("says that nothing differs where they are what stands", async () => {
    const source = `exports.range = "same"; exports.key = pulumi.secret("${canary}");`;
    await upNet(source);
    const { plan } = await consume("range", await previewedNet(source));
    expect(plan.reads?.previewed).toEqual([]);
  });

  it("leaves unknown what only an up tells", async () => {
    scene.cloud.on("create", "made", ({ preview }) =>
      preview ? undefined : scene.cloud.created("made-1", { out: "made by the cloud" }),
    );
    const source = `const made = new Thing("made"); exports.made = made.out; exports.range = "new";`;
    const outputs = await previewedNet(source);
    const { value, plan } = await consume("made", outputs);
    expect(value).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    expect(plan.reads?.previewed).toEqual(["net"]);
    await upNet(source);
    expect((await consume("made")).value).toBe("made by the cloud");
  });

  it("keeps secrets secret", async () => {
    const outputs = await previewedNet(`exports.key = pulumi.secret("${canary}");`);
    const { value, plan } = await consume("key", outputs);
    expect(value).toBe(secret);
    expect(JSON.stringify(plan)).not.toContain(canary);
    expect(JSON.stringify(scene.events)).not.toContain(canary);
    expect(await placesOf(canary, scene)).toEqual([]);
  });

  it("gives nothing of a preview that failed", async () => {
    await scene.program(`exports.range = "new"; throw new Error("broken");`);
    let isGiven = false;
    await scene.engine.preview(scene.work({ stack: net, onOutputs: () => (isGiven = true) }));
    expect(isGiven).toBe(false);
  });

  it("does not reach an up, which works with what stands", async () => {
    await upNet(`exports.range = "old";`);
    const outputs = await previewedNet(`exports.range = "new";`);
    await scene.program(consumer("range"));
    await scene.engine.up(scene.work({ upstreams: new Map([["net", outputs]]) }));
    expect((await scene.resource("thing"))?.inputs?.["value"]).toBe("old");
  });
});

describe("what a plan was made from", () => {
  it.each([
    ["nothing", `new Thing("thing");`, false],
    ["a function's answer", `exports.a = pulumi.runtime.invoke("test:index:ask", {});`, true],
    ["a resource that is only read", `new Thing("thing", {}, { id: "thing-1" });`, true],
    ["a resource that is imported", `new Thing("thing", {}, { import: "thing-1" });`, true],
  ])("is, beside program, configuration and state: %s", async (_, source, cloud) => {
    expect((await scene.preview(source)).reads?.cloud).toBe(cloud);
  });

  it("is the cloud with a refresh, whoever asks for it", async () => {
    expect((await scene.preview(`new Thing("thing");`, { refresh: true })).reads?.cloud).toBe(true);
    await scene.project("name: proj\nruntime: nodejs\noptions: { refresh: always }\n");
    expect((await scene.preview(`new Thing("thing");`)).reads?.cloud).toBe(true);
  });

  it("names the inputs of new resources that their provider added", async () => {
    const checked = { size: 1, name: "thing-0123abc", value: { given: 1, label: "thing-0123abc" } };
    scene.cloud.on("check", "thing", () => scene.cloud.checked(checked));
    const { addedInputs } = await scene.preview(`new Thing("thing", { size: 1, value: { given: 1 } });`);
    expect(Object.values(addedInputs ?? {})).toContainEqual([["name"], ["value", "label"]]);
  });
});
