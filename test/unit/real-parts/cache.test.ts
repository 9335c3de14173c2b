import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { published, removeOldBuilds } from "../../real/parts/cache.ts";

describe("the cache of built parts", () => {
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(path.join(tmpdir(), "groundwork-cache-"));
  });
  afterEach(async () => await rm(cache, { recursive: true }));

  const noWait = () => {};
  const fill = async (folder: string) => await writeFile(path.join(folder, "part"), "built");

  it("fills a folder once, even when two ask at the same time", async () => {
    let fillings = 0;
    const ask = async () =>
      await published(cache, "part-1", {
        onWait: noWait,
        fill: async (folder) => {
          fillings += 1;
          await fill(folder);
        },
      });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(one).toBe(other);
    expect(fillings).toBe(1);
    expect(await readFile(path.join(one, "part"), "utf8")).toBe("built");
    expect(await readdir(cache)).toEqual(["part-1"]);
  });

  it("publishes nothing of a filling that failed, and lets the next one try", async () => {
    const failing = published(cache, "part-1", {
      onWait: noWait,
      fill: async (folder) => {
        await fill(folder);
        throw new Error("no compiler");
      },
    });
    await expect(failing).rejects.toThrow("no compiler");
    expect(await readdir(cache)).toEqual([]);
    await published(cache, "part-1", { onWait: noWait, fill });
    expect(await readdir(cache)).toEqual(["part-1"]);
  });

  it("takes over from a process that is gone, and removes what it left", async () => {
    await writeFile(path.join(cache, "lock"), JSON.stringify({ pid: 2 ** 30, since: new Date(0).toISOString() }));
    await mkdir(path.join(cache, ".building-part-1-of-the-dead"));
    await published(cache, "part-1", { onWait: noWait, fill });
    expect(await readdir(cache)).toEqual(["part-1"]);
  });

  it("waits for a process that builds, and says which", async () => {
    const lock = path.join(cache, "lock");
    await writeFile(lock, JSON.stringify({ pid: process.ppid, since: new Date().toISOString() }));
    const waitedFor: number[] = [];
    await published(cache, "part-1", {
      fill,
      onWait: (pid) => {
        waitedFor.push(pid);
        void rm(lock, { force: true });
      },
    });
    expect(new Set(waitedFor)).toEqual(new Set([process.ppid]));
  });

  it("stops waiting when it is told to", async () => {
    await writeFile(path.join(cache, "lock"), JSON.stringify({ pid: process.ppid, since: new Date().toISOString() }));
    const stop = new AbortController();
    const waiting = published(cache, "part-1", { fill, signal: stop.signal, onWait: () => stop.abort() });
    await expect(waiting).rejects.toThrow("aborted");
    expect(await readdir(cache)).toEqual(["lock"]);
  });

  it("loses builds of older recipes that no run has used for a day, and nothing else", async () => {
    const [kept, unused, used] = ["part-000000000000000a", "part-000000000000000b", "part-000000000000000c"] as const;
    const others = ["part-of-another-000000000000000a", "part-sdk-1.2.3"];
    for (const folder of [kept, unused, used, ...others]) await mkdir(path.join(cache, folder));
    const twoDaysAgo = new Date(Date.now() - 48 * 60 * 60 * 1000);
    for (const folder of [kept, unused, ...others]) await utimes(path.join(cache, folder), twoDaysAgo, twoDaysAgo);
    await removeOldBuilds(cache, "part", kept);
    expect((await readdir(cache)).toSorted()).toEqual([kept, used, ...others].toSorted());
    await removeOldBuilds(cache, "part", used);
    expect(await readdir(cache)).toContain(kept);
  });
});
