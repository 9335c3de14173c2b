import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configForOutside } from "../../../src/engine/embedded/index.ts";
import {
  refuseForeignFiles,
  refuseForeignSettings,
  stateForOutside,
} from "../../../src/engine/embedded/outside/index.ts";
import { readProject, type StateStore } from "../../../src/engine/embedded/stack/index.ts";
import {
  archiveSignature,
  assetSignature,
  containsUnknowns,
  isUnknown,
  plainOf,
  secretOf,
  signatureKey,
  unknownValue,
} from "../../../src/pulumi/index.ts";

const base = mkdtempSync(path.join(tmpdir(), "groundwork-outside-"));
const [commit, home] = [path.join(base, "commit"), path.join(base, "home")];
for (const folder of [commit, home]) mkdirSync(folder);
writeFileSync(path.join(commit, "page.html"), "page");
writeFileSync(path.join(home, "secret"), "canary");
symlinkSync(path.join(home, "secret"), path.join(commit, "link"));
symlinkSync(home, path.join(commit, "link-to-home"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const asset = (given: object) => ({ [signatureKey]: assetSignature, ...given });
const archive = (given: object) => ({ [signatureKey]: archiveSignature, ...given });
const refuse = (value: unknown) => () => refuseForeignFiles({ source: value }, commit, commit);

describe("the files that the engine reads for a program from outside", () => {
  it.each([
    ["a file of the commit", asset({ path: "page.html" })],
    ["the commit's own folder", archive({ path: "." })],
    ["a text", asset({ text: "page" })],
    ["a file that is not there", asset({ path: "missing" })],
    ["an archive of a file of the commit", archive({ assets: { page: asset({ path: "page.html" }) } })],
  ])("may be %s", (_, value) => {
    expect(refuse(value)).not.toThrow();
  });

  it.each([
    ["a file of the machine", asset({ path: "/etc/passwd" })],
    ["a file beside the commit", asset({ path: "../home/secret" })],
    ["a folder beside the commit", archive({ path: "../home" })],
    ["what a link of the commit leads to", asset({ path: "link" })],
    ["a file by its address", asset({ uri: `file://${home}/secret` })],
    ["an address of the network", asset({ uri: "http://169.254.169.254/computeMetadata/v1/" })],
    ["a file of the machine in an archive", archive({ assets: { hosts: asset({ path: "/etc/hosts" }) } })],
    ["a file of the machine in a list of a secret", secretOf([asset({ path: "/etc/passwd" })])],
  ])("may not be %s", (_, value) => {
    expect(refuse(value)).toThrow(expect.objectContaining({ code: "outside-refused" }));
  });
});

describe("the settings of a project from outside", () => {
  const refuseSettings = async (settings: string) => {
    const folder = path.join(commit, "project");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "Pulumi.yaml"), `name: shop\n${settings}\n`);
    const project = await readProject(folder);
    return () => refuseForeignSettings(project, "dev", commit);
  };

  it("may name places of the commit", async () => {
    const settings = "runtime: nodejs\nmain: ../program/index.ts\nstackConfigDir: ../stacks";
    expect(await refuseSettings(settings)).not.toThrow();
  });

  it.each([
    ["a program elsewhere", "runtime: nodejs\nmain: ../../home"],
    ["configuration elsewhere", "runtime: nodejs\nstackConfigDir: ../../home"],
    ["configuration at a place that is not there", "runtime: nodejs\nstackConfigDir: /missing"],
    ["configuration where a link of the commit leads to", "runtime: nodejs\nstackConfigDir: ../link-to-home"],
    ["settings of TypeScript elsewhere", "runtime: { name: nodejs, options: { tsconfig: ../../home/secret } }"],
  ])("may not name %s", async (_, settings) => {
    expect(await refuseSettings(settings)).toThrow(expect.objectContaining({ code: "outside-refused" }));
  });
});

describe("the state for a program from outside", () => {
  const resource = {
    urn: "urn:pulumi:dev::proj::a:b:C::c",
    custom: true,
    type: "a:b:C",
    inputs: { name: "c", password: secretOf("canary") },
    outputs: { name: "c", nested: { tokens: [secretOf("canary")] } },
  };
  const snapshot = {
    manifest: {},
    resources: [resource],
    pendingOperations: [{ resource, type: "creating" as const }],
  };
  const stack = { project: "proj", stack: "dev" };
  const store = stateForOutside({
    load: async () => await Promise.resolve(snapshot),
    loadOutputs: async () => await Promise.resolve({ outputs: { token: "canary" }, unreadable: false }),
  } as unknown as StateStore);

  it("has every secret, each of an unknown value, and everything else as it is", async () => {
    const loaded = await store.load(stack);
    expect(JSON.stringify(loaded)).not.toContain("canary");
    const [found] = loaded?.resources ?? [];
    expect(found?.inputs["name"]).toBe("c");
    expect(isUnknown(plainOf(found?.inputs["password"]))).toBe(true);
    expect(containsUnknowns(found?.outputs["nested"])).toBe(true);
  });

  it("gives no outputs of another stack", async () => {
    const asked = store.loadOutputs({ project: "proj", stack: "prod" });
    await expect(asked).rejects.toMatchObject({ code: "outside-refused", message: expect.stringContaining("prod") });
  });

  it("cannot be changed, and is not given as it is", async () => {
    const attempts = [store.save(stack, snapshot), store.lock(stack), store.exportDeployment(stack)];
    const ends = await Promise.allSettled(attempts);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
});

it("configuration for a program from outside names secrets and does not hold them", () => {
  const config = { "groundwork:token": { value: "canary", secret: true }, "groundwork:region": { value: "europe" } };
  expect(configForOutside(config)).toEqual({
    "groundwork:token": { value: unknownValue, secret: true },
    "groundwork:region": { value: "europe" },
  });
});
