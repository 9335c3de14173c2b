import { cp, link, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { emptySnapshot, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { secretOf } from "../../../src/pulumi/index.ts";
import { backend, removeTemporaryFolders, stack } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

const withPassphrase = (passphrase: string | undefined) => new PassphraseKeys(() => Promise.resolve(passphrase));

describe("a state file that cannot be read", () => {
  it("is named with its backup and the way back when it was cut off, and is left as it is", async () => {
    const { store, stateFile, text } = await backend();
    await cp(stateFile, `${stateFile}.bak`);
    const half = (await text()).slice(0, 700);
    await writeFile(stateFile, half);
    await expect(store.load(stack)).rejects.toMatchObject({
      code: "state-unreadable",
      data: { file: stateFile, backup: `${stateFile}.bak` },
    });
    await expect(store.load(stack)).rejects.toThrow(`cp ${stateFile}.bak ${stateFile}`);
    await expect(store.lock(stack)).rejects.toMatchObject({ code: "state-unreadable" });
    expect(await text()).toBe(half);
  });

  it("is refused when it is empty, another JSON document, or of another shape", async () => {
    const { store, stateFile } = await backend();
    for (const text of [
      "",
      "[]",
      '{"version":3}',
      '{"version":3,"checkpoint":{"latest":[]}}',
      '{"version":3,"checkpoint":{"latest":{"resources":{}}}}',
      '{"version":2,"checkpoint":{"latest":{}}}',
    ]) {
      await writeFile(stateFile, text);
      await expect(store.load(stack)).rejects.toMatchObject({ code: "state-unreadable" });
    }
  });

  it("is refused when a newer version wrote it, by its number or by a feature", async () => {
    const { store, stateFile, text } = await backend();
    const original = await text();
    for (const [from, to] of [
      ['"version":3', '"version":5'],
      ['"version":3', '"version":4,"features":["timeTravel"]'],
    ] as const) {
      await writeFile(stateFile, original.replace(from, to));
      await expect(store.load(stack)).rejects.toMatchObject({ code: "state-too-new" });
    }
    await expect(store.load(stack)).rejects.toThrow("timeTravel");
  });

  it("is refused when the folder has a layout of another version", async () => {
    const { store, root } = await backend();
    await writeFile(path.join(root, ".pulumi", "meta.yaml"), "version: 2\n");
    await expect(store.load(stack)).rejects.toMatchObject({ code: "state-too-new" });
    await writeFile(path.join(root, ".pulumi", "meta.yaml"), "version: 0\n");
    await expect(store.load(stack)).rejects.toThrow("pulumi state upgrade");
  });

  it("is refused with every contradiction in it", async () => {
    const { store, stateFile, text } = await backend();
    const checkpoint = JSON.parse(await text());
    checkpoint.checkpoint.latest.resources.reverse();
    await writeFile(stateFile, JSON.stringify(checkpoint));
    await expect(store.load(stack)).rejects.toMatchObject({
      code: "state-inconsistent",
      data: { problems: [expect.stringContaining("comes after it"), expect.stringContaining("comes after it")] },
    });
  });
});

describe("a passphrase that does not fit", () => {
  it("is found out before the stack is locked, and changes nothing", async () => {
    const { store, root, text } = await backend({ keys: withPassphrase("wrong") });
    const before = await text();
    await expect(store.load(stack)).rejects.toMatchObject({ code: "wrong-passphrase" });
    await expect(store.lock(stack)).rejects.toMatchObject({ code: "wrong-passphrase" });
    await expect(store.save(stack, emptySnapshot)).rejects.toMatchObject({ code: "wrong-passphrase" });
    expect(await text()).toBe(before);
    expect(await readdir(path.join(root, ".pulumi"))).toEqual(["stacks"]);
  });

  it("is asked for by the names of both variables when there is none", async () => {
    const { store } = await backend({ keys: withPassphrase(undefined) });
    await expect(store.load(stack)).rejects.toThrow(/PULUMI_CONFIG_PASSPHRASE.*PULUMI_CONFIG_PASSPHRASE_FILE/u);
  });

  it("is not needed to read a state without secrets", async () => {
    const { store, stateFile, text } = await backend({ keys: withPassphrase(undefined) });
    const checkpoint = JSON.parse(await text());
    checkpoint.checkpoint.latest.resources = [
      { urn: "urn:pulumi:dev::parts::a:b:C::one", custom: false, type: "a:b:C" },
    ];
    await writeFile(stateFile, JSON.stringify(checkpoint));
    expect((await store.load(stack))?.resources).toHaveLength(1);
  });

  it("is refused by name when a key service of a cloud keeps the secrets", async () => {
    const { store, stateFile, text } = await backend();
    await writeFile(stateFile, (await text()).replace('"type":"passphrase"', '"type":"cloud"'));
    await expect(store.load(stack)).rejects.toMatchObject({ code: "unsupported-secrets-provider" });
    await expect(store.lock(stack)).rejects.toMatchObject({ code: "unsupported-secrets-provider" });
  });
});

describe("a state that cannot be written", () => {
  it("leaves the old one whole, and no half-written file, when the disk is full", async () => {
    const { store, stateFile, text } = await backend({
      async openForWriting(file) {
        const handle = await open(file, "wx");
        return {
          async writeFile(data) {
            await handle.writeFile(String(data).slice(0, 300));
            throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
          },
          sync: () => handle.sync(),
          close: () => handle.close(),
        };
      },
    });
    await writeFile(path.join(path.dirname(stateFile), "..", "..", "meta.yaml"), "version: 1\n");
    const before = await text();
    await expect(store.save(stack, emptySnapshot)).rejects.toMatchObject({
      code: "state-not-saved",
      message: expect.stringContaining("the disk is full"),
    });
    expect(await text()).toBe(before);
    expect(await readdir(path.dirname(stateFile))).toEqual(["dev.json"]);
  });

  it("is named when the user may not write there", async () => {
    const { store, stateFile } = await backend({
      openForWriting: () => Promise.reject(Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" })),
    });
    await writeFile(path.join(path.dirname(stateFile), "..", "..", "meta.yaml"), "version: 1\n");
    await expect(store.save(stack, emptySnapshot)).rejects.toMatchObject({
      code: "state-denied",
      data: { path: stateFile, doing: "written" },
    });
  });
});

describe("what is saved", () => {
  it("keeps the state before as a backup beside it", async () => {
    const { store, stateFile, text } = await backend();
    const before = await text();
    await store.save(stack, emptySnapshot);
    expect(await readFile(`${stateFile}.bak`, "utf8")).toBe(before);
    expect(await text()).not.toBe(before);
  });

  it("leaves nothing beside it when a save was killed after its backup was made", async () => {
    const { store, stateFile, text } = await backend();
    const before = await text();
    await link(stateFile, `${stateFile}.bak`);
    await store.save(stack, emptySnapshot);
    expect((await readdir(path.dirname(stateFile))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(await readFile(`${stateFile}.bak`, "utf8")).toBe(before);
  });

  it("removes the checksum that the Pulumi CLI noted for the content before", async () => {
    const { store, stateFile } = await backend();
    await writeFile(`${stateFile}.attrs`, '{"md5":"of what was there before"}');
    await store.save(stack, emptySnapshot);
    await expect(stat(`${stateFile}.attrs`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("can be read by its owner only", async () => {
    const { store, stateFile } = await backend({ empty: true });
    await store.save(stack, emptySnapshot);
    expect((await stat(stateFile)).mode & 0o077).toBe(0);
  });

  it("is the newest of many snapshots that were saved at once, and every one of them is then on the disk", async () => {
    const { store, text } = await backend({ empty: true });
    const snapshots = Array.from({ length: 50 }, (_, index) => ({
      ...emptySnapshot,
      resources: [
        {
          urn: "urn:pulumi:dev::parts::a:b:C::one",
          custom: false,
          type: "a:b:C",
          inputs: { index },
          outputs: { secret: secretOf("hidden") },
        },
      ],
    }));
    await Promise.all(
      snapshots.map(async (snapshot, index) => {
        await store.save(stack, snapshot);
        const written = JSON.parse(await text()).checkpoint.latest.resources[0].inputs.index;
        expect(written).toBeGreaterThanOrEqual(index);
      }),
    );
    expect(JSON.parse(await text()).checkpoint.latest.resources[0].inputs.index).toBe(49);
    expect(await text()).not.toContain("hidden");
  });
});

describe("an imported deployment", () => {
  const imported = (deployment: unknown, version = 3) => ({ version, deployment });

  it("is refused with the reason when it is none, contradicts itself, or is another stack's", async () => {
    const { store, text } = await backend();
    const before = await text();
    const foreign = { resources: [{ urn: "urn:pulumi:prod::parts::a:b:C::one", custom: false, type: "a:b:C" }] };
    const orphan = {
      resources: [{ urn: "urn:pulumi:dev::parts::a:b:C::one", custom: false, type: "a:b:C", parent: "urn:x" }],
    };
    await expect(store.importDeployment(stack, imported("text"))).rejects.toThrow("no map");
    await expect(store.importDeployment(stack, imported({}, 1))).rejects.toMatchObject({ code: "deployment-rejected" });
    await expect(store.importDeployment(stack, imported({}, 9))).rejects.toMatchObject({ code: "state-too-new" });
    await expect(store.importDeployment(stack, imported(foreign))).rejects.toThrow("belongs to another stack");
    await expect(store.importDeployment(stack, imported(orphan))).rejects.toThrow("is missing");
    expect(await text()).toBe(before);
  });
});

describe("the list of stacks", () => {
  it("names what was written, by project, and nothing else that lies in the folder", async () => {
    const { store, root, stateFile } = await backend();
    await writeFile(`${stateFile}.bak`, "{}");
    await writeFile(path.join(path.dirname(stateFile), ".dev.json.tmp"), "{}");
    await mkdir(path.join(root, ".pulumi", "stacks", "other"));
    await cp(stateFile, path.join(root, ".pulumi", "stacks", "other", "prod.json"));
    expect(await store.list("parts")).toEqual([{ stack, resourceCount: 3, lastUpdate: expect.any(Date) }]);
    expect((await store.list()).map((each) => each.stack.stack).toSorted()).toEqual(["dev", "prod"]);
    expect(await store.list("nothing")).toEqual([]);
  });
});

describe("a name that is no file's name", () => {
  it("never leads out of the state folder", async () => {
    const { store } = await backend();
    for (const name of ["../other", "a/b", "", "..", "x".repeat(101)])
      await expect(store.load({ project: "parts", stack: name })).rejects.toMatchObject({
        code: "invalid-stack-name",
      });
  });
});
