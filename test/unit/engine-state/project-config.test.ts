import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseProject } from "../../../src/engine/embedded/stack/config/read-project.ts";
import {
  assignedValue,
  fileConfigSource,
  PassphraseKeys,
  type ProjectSettings,
  readStackFile,
  stackFilePath,
  writeStackValues,
} from "../../../src/engine/embedded/stack/index.ts";
import { fixtureFolder, keys, removeTemporaryFolders, temporaryFolder } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

const project = (text: string) => parseProject("/p/Pulumi.yaml", text);

async function projectWith(
  stackFile: string,
  projectFile = "name: parts\nruntime: nodejs\n",
): Promise<ProjectSettings> {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, "Pulumi.yaml"), projectFile);
  await writeFile(path.join(folder, "Pulumi.dev.yaml"), stackFile);
  return await fileConfigSource(keys).loadProject({ folder });
}

const resolve = async (settings: ProjectSettings, overrides = {}) =>
  await fileConfigSource(keys).resolve(settings, "dev", overrides);

describe("a project file", () => {
  it("says name, runtime, entry, folder of the stacks' files and backend", () => {
    expect(
      project(
        "name: shop\nruntime:\n  name: nodejs\n  options: { typescript: false }\nmain: src\nstackConfigDir: stacks\nbackend:\n  url: file://~\n",
      ),
    ).toMatchObject({
      name: "shop",
      folder: "/p",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "src",
      stackConfigDir: "/p/stacks",
      backendUrl: "file://~",
    });
  });

  it("declares configuration: defaults for its own keys, values for those of providers", () => {
    const { config } = project(
      "name: shop\nruntime: nodejs\nconfig:\n  size: 3\n  gcp:region: europe-west1\n  token: { type: string, secret: true }\n  shop:mode: { default: fast }\n",
    );
    expect(config).toEqual({
      "shop:size": { default: 3, secret: false, required: false },
      "gcp:region": { value: "europe-west1", secret: false, required: false },
      "shop:token": { type: "string", secret: true, required: true },
      "shop:mode": { default: "fast", secret: false, required: false },
    });
  });

  it("is refused with line and column of every problem", () => {
    expect(() => project("name: shop shop\nruntime: 3\nmain: [a]\nconfig:\n  size:\n    type: text\n")).toThrow(
      expect.objectContaining({
        code: "project-invalid",
        data: {
          file: "/p/Pulumi.yaml",
          problems: [
            expect.objectContaining({ line: 1, column: 1, path: "name" }),
            expect.objectContaining({ line: 3, column: 1, path: "main" }),
            expect.objectContaining({ line: 2, column: 1, path: "runtime" }),
            expect.objectContaining({ line: 6, column: 5, path: "config.size.type" }),
          ],
        },
      }),
    );
  });

  it("is refused with the place where its YAML ends to be YAML", () => {
    expect(() => project("name: shop\nruntime: {\n")).toThrow("/p/Pulumi.yaml:3:1");
    expect(() => project("")).toThrow("/p/Pulumi.yaml:1:1 has to be a map");
  });

  it("is asked for by name where there is none", async () => {
    const folder = await temporaryFolder();
    await expect(fileConfigSource(keys).loadProject({ folder })).rejects.toMatchObject({
      code: "no-project",
      data: { folder },
    });
  });
});

describe("a stack's configuration that the Pulumi CLI wrote", () => {
  const load = async () => {
    const folder = await temporaryFolder();
    for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml"])
      await cp(path.join(fixtureFolder, name), path.join(folder, name));
    return await fileConfigSource(keys).loadProject({ folder });
  };

  it("is given to the program in clear, with the list of what is secret", async () => {
    const { record, ...config } = await resolve(await load());
    expect(config).toEqual({
      values: {
        "parts:plain": "v",
        "parts:password": "s3cret-pass",
        "parts:settings": '{"replicas":[3],"token":"inner-secret"}',
      },
      secretKeys: ["parts:password", "parts:settings"],
      objectKeys: ["parts:settings"],
    });
    const history = JSON.parse(await readFile(path.join(fixtureFolder, "history.json"), "utf8"));
    expect(record).toEqual(history.config);
  });

  it("needs the right passphrase, and says so", async () => {
    const settings = await load();
    const source = (passphrase?: string) => fileConfigSource(new PassphraseKeys(() => Promise.resolve(passphrase)));
    await expect(source("wrong").resolve(settings, "dev")).rejects.toMatchObject({ code: "wrong-passphrase" });
    await expect(source().resolve(settings, "dev")).rejects.toMatchObject({ code: "missing-passphrase" });
    await expect(source().resolve(settings, "prod")).resolves.toMatchObject({ values: {} });
  });
});

describe("configuration values", () => {
  it("become texts: numbers as they are, however long, truth values as words, nothing as nothing", async () => {
    const settings = await projectWith(
      'config:\n  parts:big: 12345678901234567890\n  parts:float: 1.50\n  parts:yes: true\n  parts:text: "007"\n  parts:none:\n  bare: x\n  parts:config:older: y\n',
    );
    expect((await resolve(settings)).values).toEqual({
      "parts:big": "12345678901234567890",
      "parts:float": "1.5",
      "parts:yes": "true",
      "parts:text": "007",
      "parts:none": "",
      "parts:bare": "x",
      "parts:older": "y",
    });
  });

  it.each([".inf", "-.Inf", "+.INF", ".nan", ".NaN"])(
    "are refused where JSON has no such number: %s",
    async (spelled) => {
      for (const value of [spelled, `[1, ${spelled}]`, `{ a: { b: ${spelled} } }`]) {
        const settings = await projectWith(`config:\n  parts:x: ${value}\n`);
        await expect(resolve(settings)).rejects.toMatchObject({ kind: "invalid" });
      }
    },
  );

  it("for one run go before the stack's, and these before the project's", async () => {
    const settings = await projectWith(
      "config:\n  parts:b: stack\n  parts:c: stack\n",
      "name: parts\nruntime: nodejs\nconfig:\n  a: project\n  b: project\n  c: project\n",
    );
    const config = await resolve(settings, { "parts:c": { value: "run", secret: true } });
    expect(config.values).toEqual({ "parts:a": "project", "parts:b": "stack", "parts:c": "run" });
    expect(config.secretKeys).toEqual(["parts:c"]);
    expect(JSON.stringify(config.record)).not.toContain("run");
  });

  it("are refused when they do not fit what the project declares, at their line", async () => {
    const declared =
      "name: parts\nruntime: nodejs\nconfig:\n  size: { type: integer }\n  on: { type: boolean }\n  list: { type: array }\n  token: { type: string, secret: true }\n";
    const settings = await projectWith(
      "config:\n  parts:size: big\n  parts:on: 1\n  parts:list: x\n  parts:token: clear\n",
      declared,
    );
    const error = resolve(settings);
    await expect(error).rejects.toMatchObject({ code: "stack-config-invalid" });
    await expect(error).rejects.toThrow(/Pulumi\.dev\.yaml:2:3 config\.parts:size: has to be of type integer/u);
    await expect(error).rejects.toThrow(/:3:3 .*boolean[^]*:4:3 .*array[^]*:5:3 .*secret/u);
    await expect(error).rejects.not.toThrow("clear,");
  });

  it("are asked for by name when the project declares them without a default", async () => {
    const settings = await projectWith(
      "config: {}\n",
      "name: parts\nruntime: nodejs\nconfig:\n  size: { type: integer }\n",
    );
    await expect(resolve(settings)).rejects.toMatchObject({ code: "missing-config", data: { keys: ["parts:size"] } });
    await expect(fileConfigSource(keys).resolve(settings, "dev", {}, { validate: false })).resolves.toMatchObject({
      values: {},
    });
  });

  it("are refused when their file is malformed, names an environment, or their key is none", async () => {
    for (const [text, says] of [
      ["config: [", /Pulumi\.dev\.yaml:\d+:\d+/u],
      ["config:\n  - a\n", /:1:1 config: has to be a map/u],
      ["environment:\n  - prod\n", /:1:1 environment: Pulumi ESC/u],
      ["config:\n  a:b:c: 1\n", /:2:3 config\.a:b:c: is no configuration key/u],
      ["secretsprovider: gcpkms://x\n", /knows passphrase only/u],
    ] as const)
      await expect(projectWith(text).then((settings) => resolve(settings))).rejects.toThrow(says);
  });
});

describe("values that are set on the command line", () => {
  it("are written between the comments of the stack's file", async () => {
    const settings = await projectWith("# ours\nconfig:\n  parts:a: 1 # one\n");
    const file = stackFilePath(settings, "dev");
    await writeStackValues(file, [
      assignedValue("parts", { key: "a", value: "2", isPath: false }),
      assignedValue("parts", { key: "gcp:region", value: "x", isPath: false }),
      assignedValue("parts", { key: "list[0].name", value: "true", isPath: true }),
    ]);
    expect(await readFile(file, "utf8")).toContain("# ours\n");
    const { values } = await readStackFile(settings, "dev");
    expect(Object.fromEntries([...values].map(([key, { value }]) => [key, value]))).toEqual({
      "parts:a": "2",
      "gcp:region": "x",
      "parts:list": [{ name: true }],
    });
  });

  it("are refused when their key is none", () => {
    expect(() => assignedValue("parts", { key: "a:b:c", value: "", isPath: false })).toThrow("no configuration key");
    expect(() => assignedValue("parts", { key: "", value: "", isPath: true })).toThrow("no configuration key");
  });
});
