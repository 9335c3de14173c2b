import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AppendHandle, ResourceStore } from "../../../src/local/cloud/store/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "groundwork-store-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const journal = () => path.join(folder, "journal.jsonl");
const put = (id: string, properties: object = {}, sensitive: string[] = []) => ({
  put: { type: "t:a/b:B", id, name: id, properties: { ...properties }, sensitive },
});
const ids = (store: ResourceStore) => [...store.all()].map(({ id }) => id);

async function filled(...names: string[]): Promise<void> {
  const store = await ResourceStore.open(folder);
  for (const name of names) await store.commit([put(name, { of: name })], { by: "provider" });
  await store.close();
}

describe("a store", () => {
  it("has everything again when it is opened anew, events and their numbers too", async () => {
    await filled("one", "two");
    const store = await ResourceStore.open(folder);
    await store.commit([put("one", { of: "changed" }), { remove: { type: "t:a/b:B", id: "two" } }], { by: "console" });
    await store.close();
    const again = await ResourceStore.open(folder);
    expect(again.get("t:a/b:B", "one")).toMatchObject({ properties: { of: "changed" }, generation: 2 });
    expect(ids(again)).toEqual(["one"]);
    expect(again.eventsAfter(2)).toMatchObject([
      { sequence: 3, change: "updated", by: "console", changed: ["of"] },
      { sequence: 4, change: "deleted", id: "two" },
    ]);
    await again.close();
  });

  it("is readable by its owner only", async () => {
    await filled("one");
    for (const file of [journal(), path.join(folder, "key")]) expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("keeps sensitive values encrypted on disk and whole in memory", async () => {
    const store = await ResourceStore.open(folder);
    await store.commit([put("one", { password: "hunter2", user: "jo" }, ["password"])], { by: "provider" });
    await store.close();
    expect(await readFile(journal(), "utf8")).not.toContain("hunter2");
    const again = await ResourceStore.open(folder);
    expect(again.get("t:a/b:B", "one")?.properties).toEqual({ password: "hunter2", user: "jo" });
    await again.close();
  });

  it("leaves out a last line that was cut off, names it, and keeps the rest", async () => {
    await filled("one", "two");
    await truncate(journal(), (await stat(journal())).size - 20);
    const store = await ResourceStore.open(folder);
    expect(ids(store)).toEqual(["one"]);
    expect(store.problems).toEqual([
      expect.stringMatching(/journal\.jsonl line 3 \(byte \d+\), a record of t:a\/b:B two: the last write was cut off/),
    ]);
    await store.commit([put("three")], { by: "provider" });
    await store.close();
    const again = await ResourceStore.open(folder);
    expect([ids(again), again.problems]).toEqual([["one", "three"], []]);
    await again.close();
    expect((await readdir(folder)).some((name) => name.startsWith("journal.damaged-"))).toBe(true);
  });

  it("names a line that was damaged in the middle and keeps every other", async () => {
    await filled("one", "two", "three");
    const lines = (await readFile(journal(), "utf8")).split("\n");
    lines[2] = (lines[2] ?? "").replace("provider", "stranger");
    await writeFile(journal(), lines.join("\n"));
    const store = await ResourceStore.open(folder);
    expect(ids(store)).toEqual(["one", "three"]);
    expect(store.problems).toEqual([expect.stringMatching(/line 3 .* a record of t:a\/b:B two: damaged/)]);
    await store.close();
  });

  it("refuses a file of a newer version and leaves it as it is", async () => {
    await filled("one");
    const { crc32 } = await import("node:zlib");
    const newer = JSON.stringify({ format: 99, sequence: 0 });
    await appendFile(journal(), `${crc32(newer).toString(16).padStart(8, "0")} ${newer}\n`);
    const before = await readFile(journal());
    await expect(ResourceStore.open(folder)).rejects.toMatchObject({ code: "local-store-newer" });
    expect(await readFile(journal())).toEqual(before);
  });

  it("takes back what the disk did not take, and what was built on it, and goes on when there is room again", async () => {
    let full = false;
    const store = await ResourceStore.open(folder, { handle: (handle) => failingWhen(() => full, handle) });
    await store.commit([put("one", { of: "first" })], { by: "provider" });
    const size = (await stat(journal())).size;
    full = true;
    const outcomes = await Promise.allSettled([
      store.commit([put("one", { of: "second" })], { by: "provider" }),
      store.commit([put("one", { of: "third" }), put("two")], { by: "provider" }),
    ]);
    expect(outcomes).toMatchObject([
      { status: "rejected", reason: { code: "local-store-write-failed" } },
      { status: "rejected", reason: { message: expect.stringContaining("no space left on device") } },
    ]);
    expect([ids(store), store.get("t:a/b:B", "one")?.properties]).toEqual([["one"], { of: "first" }]);
    expect((await stat(journal())).size).toBe(size);
    full = false;
    await store.commit([put("two")], { by: "provider" });
    await store.close();
    const again = await ResourceStore.open(folder);
    expect([ids(again), again.problems]).toEqual([["one", "two"], []]);
    await again.close();
  });
});

/** A disk that takes half of what it is given and then is full. */
function failingWhen(full: () => boolean, handle: AppendHandle): AppendHandle {
  const write = async (bytes: Buffer, offset: number) => {
    if (!full()) return handle.write(bytes, offset);
    await handle.write(bytes, offset, Math.ceil((bytes.length - offset) / 2));
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };
  return {
    write: write as AppendHandle["write"],
    datasync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
