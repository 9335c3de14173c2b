import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { encryptionSalt } from "./embedded.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, type Scene } from "./scene.ts";
import { placesOf } from "./written-texts.ts";

const canary = "canary-7f3a";
const unseen = `pulumi.secret("${canary}")`;
const consumer = { project: "proj", stack: "consumer" };

/** Outputs of a stack by name: the source of each, and whether a stack that reads it gets a secret. */
const outputs: Readonly<Record<string, { readonly source: string; readonly secret: boolean }>> = {
  open: { source: `"open"`, secret: false },
  openMap: { source: `{ host: "h", ports: [1, { b: null }] }`, secret: false },
  text: { source: unseen, secret: true },
  inMap: { source: `{ host: "h", password: ${unseen} }`, secret: true },
  inList: { source: `["h", ${unseen}]`, secret: true },
  deep: { source: `{ a: [{ b: [[{ c: ${unseen}, d: 1 }]] }] }`, secret: true },
  wholeMap: { source: `pulumi.secret({ password: "${canary}" })`, secret: true },
  secretInSecret: { source: `pulumi.secret({ a: ["${canary}", ${unseen}] })`, secret: true },
  ofAProperty: { source: `{ made: thing.out }`, secret: true },
  number: { source: `{ pin: pulumi.secret(424242424) }`, secret: true },
  yes: { source: `{ flag: pulumi.secret(true) }`, secret: true },
  empty: { source: `{ none: pulumi.secret("") }`, secret: true },
  nothing: { source: `{ none: pulumi.secret(null) }`, secret: true },
  joined: { source: "{ url: pulumi.interpolate`db://user:${" + unseen + "}@host` }", secret: true },
  asset: { source: `{ file: pulumi.secret(new pulumi.asset.StringAsset("${canary}")) }`, secret: true },
};

const producer = `
  const thing = new Thing("thing", {}, { additionalSecretOutputs: ["out"] });
  module.exports = { ${Object.entries(outputs)
    .map(([name, { source }]) => `${name}: ${source}`)
    .join(", ")} };
`;

/** What a program can do with a reference; each result is exported under the output's name. */
const readings: Readonly<Record<string, string>> = {
  getOutput: "ref.getOutput(name)",
  requireOutput: "ref.requireOutput(name)",
  inMap: "({ [name]: [ref.getOutput(pulumi.output(name))] })",
  ofDetails:
    "pulumi.output(ref.getOutputDetails(name)).apply((d) => (d.secretValue === undefined ? d.value : pulumi.secret(d.secretValue)))",
};

engineContract("references to other stacks", (scene) => {
  it("takes an output that holds a secret anywhere for secret as a whole, however it is read", async () => {
    scene().cloud.on("create", "thing", ({ preview }) =>
      preview ? undefined : scene().cloud.created("thing-1", { out: canary }),
    );
    expect(errorsOf(await scene().up(producer))).toEqual([]);
    await scene().program(`
      const ref = new pulumi.StackReference("organization/proj/dev");
      const readings = { ${Object.entries(readings)
        .map(([reading, source]) => `${reading}: (name) => ${source}`)
        .join(", ")} };
      const names = ${JSON.stringify(Object.keys(outputs))};
      for (const [reading, read] of Object.entries(readings)) {
        new Thing(reading, { of: names.map(read) });
        for (const name of names) exports[reading + " " + name] = read(name);
      }
    `);
    // A stack that is there already: the Pulumi CLI previews no other, and is started several times to make and remove it.
    await writeCheckpoint(scene(), consumer.stack, null);
    await scene().file("Pulumi.consumer.yaml", `encryptionsalt: ${await encryptionSalt}\n`);
    const work = scene().work({ stack: consumer });
    expect(errorsOf(await scene().engine.preview(work))).toEqual([]);
    expect(errorsOf(await scene().engine.up(work))).toEqual([]);
    expect(errorsOf(await scene().engine.refresh(work))).toEqual([]);
    const secrecy = Object.entries(await scene().engine.outputs(consumer)).map(([name, { secret }]) => [name, secret]);
    const expected = Object.keys(readings).flatMap((reading) =>
      Object.entries(outputs).map(([name, { secret }]) => [`${reading} ${name}`, secret]),
    );
    expect(Object.fromEntries(secrecy)).toEqual(Object.fromEntries(expected));
    expect(await placesOf(canary, scene())).toEqual([]);
    expect(await placesOf("424242424", scene())).toEqual([]);
  });

  it("gives values of a stack with another passphrase where they are open, and empty secrets where they are not", async () => {
    const keys = new PassphraseKeys(async () => await Promise.resolve("battery staple"));
    const key = await keys.create("a test");
    const sealed = (value: unknown) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: key.encrypt(JSON.stringify(value)),
    });
    await writeState(scene(), "foreign", key.salt, {
      open: "o",
      hidden: sealed(canary),
      map: { host: "h", password: sealed("p") },
    });
    const outcome = await scene().up(`
      const ref = new pulumi.StackReference("organization/proj/foreign");
      for (const name of ["open", "hidden", "map"]) exports[name] = ref.getOutput(name);
    `);
    expect(errorsOf(outcome)).toEqual([]);
    expect(await scene().engine.outputs(scene().name)).toEqual({
      open: { value: "o", secret: false },
      hidden: { value: {}, secret: true },
      map: { value: { host: "h", password: {} }, secret: true },
    });
    expect(
      outcome.diagnostics.some(({ severity, message }) => severity === "info" && message.includes("foreign")),
    ).toBe(true);
  });
});

async function writeState(scene: Scene, stack: string, salt: string, stackOutputs: object): Promise<void> {
  const urn = `urn:pulumi:${stack}::proj::pulumi:pulumi:Stack::proj-${stack}`;
  await writeCheckpoint(scene, stack, {
    manifest: { time: "2026-01-02T03:04:05Z", magic: "", version: "" },
    secrets_providers: { type: "passphrase", state: { salt } },
    resources: [{ urn, custom: false, type: "pulumi:pulumi:Stack", outputs: stackOutputs }],
    metadata: {},
  });
}

async function writeCheckpoint(scene: Scene, stack: string, latest: object | null): Promise<void> {
  const folder = path.join(scene.folder, "state", ".pulumi", "stacks", "proj");
  await mkdir(folder, { recursive: true });
  const file = { version: 3, checkpoint: { stack: `organization/proj/${stack}`, latest } };
  await writeFile(path.join(folder, `${stack}.json`), JSON.stringify(file));
}
