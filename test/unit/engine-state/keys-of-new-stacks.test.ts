import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { emptySnapshot, FileStateStore, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { removeTemporaryFolders, temporaryFolder } from "./pulumi-fixture.ts";

afterEach(removeTemporaryFolders);

const named = (stack: string, project = "parts") => ({ project, stack });

/** A process of its own, as far as keys go. */
function open(root: string, passphrase = "correct horse") {
  const keys = new PassphraseKeys(() => Promise.resolve(passphrase));
  const store = new FileStateStore({ root, keys, writtenBy: "v1.2.3-test" });
  return { save: (stack: string, project?: string) => store.save(named(stack, project), emptySnapshot) };
}

const fileOf = (root: string, stack: string, project = "parts") =>
  path.join(root, ".pulumi", "stacks", project, `${stack}.json`);

async function saltOf(root: string, stack: string, project?: string): Promise<string> {
  const { checkpoint } = JSON.parse(await readFile(fileOf(root, stack, project), "utf8"));
  return checkpoint.latest.secrets_providers.state.salt;
}

it("gives a new stack the key of another one of its project, so that one derivation serves both", async () => {
  const root = await temporaryFolder();
  await open(root).save("a");
  await open(root).save("b");
  expect(await saltOf(root, "b")).toBe(await saltOf(root, "a"));
});

it("gives stacks that are created at the same time one key", async () => {
  const root = await temporaryFolder();
  const { save } = open(root);
  await Promise.all(["a", "b", "c"].map((stack) => save(stack)));
  expect(new Set(await Promise.all(["a", "b", "c"].map((stack) => saltOf(root, stack)))).size).toBe(1);
});

it("gives a stack another key where the other stack's is of another passphrase", async () => {
  const root = await temporaryFolder();
  await open(root, "battery staple").save("a");
  await open(root).save("b");
  expect(await saltOf(root, "b")).not.toBe(await saltOf(root, "a"));
});

it("gives the stacks of two projects two keys", async () => {
  const root = await temporaryFolder();
  const { save } = open(root);
  await save("a");
  await save("a", "others");
  expect(await saltOf(root, "a", "others")).not.toBe(await saltOf(root, "a"));
});

it.each([
  ["is no JSON", "{"],
  ["names a salt of another form", stateWith("v9:x")],
  ["has a number for a salt", stateWith(42)],
])("creates a stack also where the state of another one %s", async (_, text) => {
  const root = await temporaryFolder();
  await mkdir(path.dirname(fileOf(root, "a")), { recursive: true });
  await writeFile(fileOf(root, "a"), text);
  await open(root).save("b");
  expect(await saltOf(root, "b")).toMatch(/^v1:/u);
});

function stateWith(salt: unknown): string {
  return JSON.stringify({
    version: 3,
    checkpoint: {
      stack: "organization/parts/a",
      latest: {
        manifest: { time: "2026-01-02T03:04:05Z", magic: "", version: "" },
        secrets_providers: { type: "passphrase", state: { salt } },
      },
    },
  });
}
