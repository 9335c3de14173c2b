import { expect, it } from "vitest";
import { PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { Fails, HalfDone } from "../../fakes/fake-provider.ts";
import { makeEmbedded } from "./embedded.ts";
import { errorsOf, Scene } from "./scene.ts";
import { placesOf } from "./written-texts.ts";

// The Pulumi CLI hides only secrets of the configuration in messages, and imports in clear what a program keeps secret.

const secretOf = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** One text for each place that a secret can come from. */
const canaries = {
  configuration: "canary-configured",
  withinConfiguration: "canary-within-a-map",
  program: "canary-of-the-program",
  asset: "canary-in-an-asset",
  lines: "canary-line-one\ncanary-line-two",
  otherStack: "canary-of-another-stack",
  provider: "canary-made-by-a-provider",
  additional: "canary-of-an-output",
  imported: "canary-that-was-imported",
  drifted: "canary-that-was-drifted",
  read: "canary-that-was-read",
  invoked: "canary-of-a-function",
} as const;

async function inScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await Scene.open(makeEmbedded);
  try {
    await work(scene);
    const texts = Object.values(canaries).flatMap((text) => text.split("\n"));
    const places = await Promise.all(texts.map((canary) => placesOf(canary, scene)));
    expect(places.flat()).toEqual([]);
  } finally {
    await scene.close();
  }
}

it("lets no secret out, wherever it comes from and whatever is said about it", async () => {
  await inScene(async (scene) => {
    const { cloud, engine } = scene;
    const keys = new PassphraseKeys(async () => await Promise.resolve("correct horse"));
    const key = await keys.create("a test");
    const sealed = (text: string) => JSON.stringify({ secure: key.encrypt(text) });
    await scene.file(
      "Pulumi.dev.yaml",
      `encryptionsalt: ${key.salt}\nconfig:\n  proj:token: ${sealed(canaries.configuration)}\n` +
        `  proj:map: { open: o, list: [${sealed(canaries.withinConfiguration)}] }\n`,
    );
    const other = { project: "proj", stack: "other" };
    await scene.program(`module.exports = { db: { host: "h", password: pulumi.secret("${canaries.otherStack}") } };`);
    expect(errorsOf(await engine.up(scene.work({ stack: other })))).toEqual([]);

    cloud.resources.set("by-hand", { id: "by-hand", type: "", inputs: {}, outputs: { out: canaries.read } });
    const inputs = { password: canaries.imported, map: { deep: [canaries.imported] } };
    cloud.resources.set("imported-1", { id: "imported-1", type: "", inputs, outputs: { ...inputs, out: "o" } });
    cloud.on("create", "made", ({ preview }) =>
      preview
        ? undefined
        : cloud.created("made-1", { out: { token: secretOf(canaries.provider) }, more: canaries.additional }),
    );
    cloud.on("invoke", "test:index:ask", () => undefined);
    const everything = Object.values(canaries);
    const said = everything.flatMap((text) => [text, JSON.stringify(text), Buffer.from(text).toString("base64")]);
    cloud.on("create", "failing", ({ preview }) => (preview ? undefined : new Fails(`cannot: ${said.join(" ")}`)));
    cloud.on("create", "half", ({ preview }) =>
      preview ? undefined : new HalfDone("half-1", { password: canaries.program }, [`not up: ${said.join(" ")}`]),
    );
    const source = `
      const config = new pulumi.Config();
      const map = config.requireSecretObject("map");
      const secret = pulumi.secret("${canaries.program}");
      const db = new pulumi.StackReference("organization/proj/other").getOutput("db");
      const made = new Thing("made", { of: map.list, token: config.requireSecret("token") }, { additionalSecretOutputs: ["more"] });
      const read = new Thing("read", {}, { id: "by-hand", additionalSecretOutputs: ["out"] });
      const imported = { password: pulumi.secret("${canaries.imported}"), map: { deep: [pulumi.secret("${canaries.imported}")] } };
      new Thing("imported", imported, { import: "imported-1" });
      const asked = pulumi.runtime.invokeOutput("test:index:ask", { password: pulumi.secret("${canaries.invoked}") });
      const asset = new pulumi.asset.StringAsset("${canaries.asset}");
      const all = new Thing("all", {
        db, secret, asked, lines: pulumi.secret(${JSON.stringify(canaries.lines)}), asset: pulumi.secret(asset), list: [[{ made: made.out, read: read.out }]],
      });
      exports.everything = { db, secret, asked, made: made.out, more: made.more, nested: [all.urn, { secret }] };
    `;
    expect(errorsOf(await scene.preview(source))).toEqual([]);
    expect(errorsOf(await scene.up())).toEqual([]);
    for (const found of cloud.resources.values()) {
      const plain = JSON.parse(JSON.stringify(found.outputs).replaceAll(canaries.imported, canaries.drifted)) as object;
      found.outputs = JSON.parse(JSON.stringify(plain), (_key, value) => value?.value ?? value) as Record<
        string,
        unknown
      >;
    }
    expect(errorsOf(await scene.refresh())).toEqual([]);
    expect(errorsOf(await scene.preview(undefined, { refresh: true }))).toEqual([]);

    const failing = await scene.up(
      `${source}
      new Thing("half", { password: secret }, { dependsOn: all });
      new Thing("failing", { password: secret }, { dependsOn: all });
      pulumi.all([all.urn, ${JSON.stringify(said)}]).apply(([, texts]) => { for (const text of texts) { console.log(text); console.error("<" + encodeURIComponent(text) + ">"); } });
      pulumi.log.warn(${JSON.stringify(`${canaries.program} ${canaries.configuration}`)});
    `,
      { continueOnError: true },
    );
    expect(failing.result).toBe("failed");
    expect(errorsOf(failing).join()).toContain("[secret]");
    const broken = await scene.up(`throw new Error(${JSON.stringify(everything.join(" "))});`);
    expect(broken.result).toBe("failed");
    const end = await scene.destroy({ refresh: true });
    for (const shown of [failing, broken, end])
      for (const canary of everything) expect(JSON.stringify(shown)).not.toContain(canary);
  });
});
