import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { emptySnapshot } from "../../../src/engine/embedded/stack/index.ts";
import { StackLockLost } from "../../../src/engine/embedded/stack/state/errors.ts";
import { addHistory } from "../../../src/engine/embedded/stack/state/history-folder.ts";
import { pathsOf } from "../../../src/engine/embedded/stack/state/layout.ts";
import { identityOf } from "../../../src/lib/index.ts";
import { type Backend, backend, removeTemporaryFolders, stack, update } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

async function leaveLock({ root }: Backend, owner: Record<string, unknown>): Promise<string> {
  const folder = path.join(root, ".pulumi", "locks", "organization", "parts", "dev");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, "3b8c0a4e-7d4f-4c1f-9f53-6f5b8a1f2f10.json");
  await writeFile(
    file,
    JSON.stringify({ pid: 1, username: "alice", hostname: hostname(), timestamp: new Date().toISOString(), ...owner }),
  );
  return file;
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

/** A backend that from `hang` on keeps what it has written out of its place until it is told to `goOn`. */
async function hangingBackend() {
  let written: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const hanging = new Promise<void>((resolve) => (written = resolve));
  const later = new Promise<void>((resolve) => (goOn = resolve));
  let hangs = false;
  const one = await backend({
    openForWriting: async (file) => {
      const handle = await open(file, "wx");
      return {
        writeFile: (data) => handle.writeFile(data),
        sync: () => handle.sync(),
        async close() {
          await handle.close();
          if (!hangs) return;
          written();
          await later;
        },
      };
    },
  });
  const hang = async () => {
    hangs = true;
    await hanging;
  };
  return { one, hang, goOn };
}

describe("a stack's lock", () => {
  it("is a file that the Pulumi CLI understands, for as long as it is held", async () => {
    const one = await backend();
    const { pid: _, ...startOfThis } = await identityOf(process.pid);
    const lock = await one.store.lock(stack);
    const folder = path.join(one.root, ".pulumi", "locks", "organization", "parts", "dev");
    const [name = ""] = await readdir(folder);
    expect(name).toMatch(/^[0-9a-f-]{36}\.json$/u);
    expect(JSON.parse(await readFile(path.join(folder, name), "utf8"))).toEqual({
      pid: process.pid,
      username: expect.any(String),
      hostname: hostname(),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
      ...startOfThis,
    });
    await lock.release();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is refused while a live process of this host holds it, saying who and since when", async () => {
    const one = await backend();
    const timestamp = new Date().toISOString();
    await leaveLock(one, { pid: process.pid, timestamp });
    await expect(one.store.lock(stack)).rejects.toMatchObject({ code: "stack-locked" });
    await expect(one.store.lock(stack)).rejects.toThrow(`alice@${hostname()} (pid ${process.pid}) since ${timestamp}`);
    await expect(one.store.lock(stack)).rejects.toThrow("--wait-for-lock");
  });

  it("is taken over from a process of this host that no longer runs, and that is said", async () => {
    const one = await backend();
    const file = await leaveLock(one, { pid: await endedProcess() });
    const notices: string[] = [];
    const lock = await one.store.lock(stack, { onNotice: (line) => notices.push(line) });
    expect(notices).toEqual([expect.stringMatching(/^Took over the lock of parts\/dev from alice@.*no longer runs/u)]);
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
    await lock.release();
  });

  it("stays that of a live process whose clock was set forward since", async () => {
    const one = await backend();
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1_000).toISOString();
    await leaveLock(one, { ...(await identityOf(process.pid)), timestamp: yesterday });
    await expect(one.store.lock(stack)).rejects.toMatchObject({ code: "stack-locked" });
  });

  it("is taken over from a process whose number another one has by now", async () => {
    const one = await backend();
    const file = await leaveLock(one, { pid: process.pid, startedAt: "1" });
    await (await one.store.lock(stack)).release();
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is never taken from another host: the way to remove it is named, and works", async () => {
    const one = await backend();
    await leaveLock(one, { pid: await endedProcess(), hostname: "build-7" });
    await expect(one.store.lock(stack)).rejects.toThrow("groundwork stack cancel --stack organization/parts/dev");
    expect(await one.store.cancel(stack)).toMatchObject([{ hostname: "build-7" }]);
    await (await one.store.lock(stack)).release();
  });

  it("is held by somebody even when its file says nothing", async () => {
    const one = await backend();
    await writeFile(await leaveLock(one, {}), "");
    await expect(one.store.lock(stack)).rejects.toMatchObject({ code: "stack-locked" });
  });

  it("is waited for when that is asked for, until it is free or the waiting is ended", async () => {
    const one = await backend();
    const holder = await one.store.lock(stack);
    const waiting = (await backend({ root: one.root, wait: true })).store;
    const notices: string[] = [];
    let announced: () => void = () => undefined;
    const announcement = new Promise<void>((resolve) => (announced = resolve));
    const second = waiting.lock(stack, { onNotice: (line) => (notices.push(line), announced()) });
    await announcement;
    expect(notices).toEqual([expect.stringContaining(`Waiting for the lock of parts/dev, held by`)]);
    await holder.release();
    const lock = await second;
    const controller = new AbortController();
    const third = waiting.lock(stack, { signal: controller.signal, onNotice: () => controller.abort() });
    await expect(third).rejects.toMatchObject({ code: "stack-locked" });
    await lock.release();
  });

  it("is given to exactly one of many who ask at the same moment", async () => {
    const one = await backend();
    await leaveLock(one, { pid: await endedProcess() });
    const notices: string[] = [];
    const stores = await Promise.all(Array.from({ length: 4 }, async () => (await backend({ root: one.root })).store));
    const results = await Promise.allSettled(
      stores.map((store) => store.lock(stack, { onNotice: (line) => notices.push(line) })),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(3).fill("stack-locked"));
    expect(notices).toEqual([expect.stringMatching(/^Took over the lock of parts\/dev from alice@/u)]);
    await Promise.all(won.map((result) => result.value.release()));
    await (await one.store.lock(stack)).release();
  }, 20_000);

  it("is never seen half written by the Pulumi CLI, to which every file of the folder is one", async () => {
    const seen: string[] = [];
    const one = await backend({
      openForWriting: async (file) => {
        seen.push(path.relative(one.root, path.dirname(file)));
        return await open(file, "wx");
      },
    });
    await (await one.store.lock(stack)).release();
    expect(seen).toEqual([".pulumi", path.join(".pulumi", "locks")]);
  });

  it("is asked for again before anything is written: once it was removed nothing is", async () => {
    const one = await backend();
    const lock = await one.store.lock(stack);
    const before = await one.text();
    const canceller = (await backend({ root: one.root })).store;
    await canceller.cancel(stack);
    await expect(one.store.save(stack, emptySnapshot)).rejects.toMatchObject({ code: "stack-lock-lost" });
    const next = await canceller.lock(stack);
    await expect(one.store.save(stack, emptySnapshot)).rejects.toThrow(`(pid ${process.pid}) since`);
    await expect(one.store.recordHistory(stack, update)).rejects.toMatchObject({
      code: "stack-lock-lost",
    });
    await lock.release();
    expect(await canceller.lockOwners(stack)).toHaveLength(1);
    expect(await one.text()).toBe(before);
    await canceller.save(stack, emptySnapshot);
    expect(await readdir(path.dirname(one.stateFile))).toEqual(["dev.json", "dev.json.bak"]);
    await next.release();
  });

  it("takes away from its last owner, who still lives, what that was about to put into place", async () => {
    const { one, hang, goOn } = await hangingBackend();
    await one.store.lock(stack);
    const before = await one.text();
    const written = hang();
    const save = one.store.save(stack, emptySnapshot);
    await written;
    const canceller = (await backend({ root: one.root })).store;
    await canceller.cancel(stack);
    const next = await canceller.lock(stack);
    expect(await readdir(path.dirname(one.stateFile))).toEqual(["dev.json"]);
    goOn();
    await expect(save).rejects.toMatchObject({ code: "stack-lock-lost" });
    expect(await one.text()).toBe(before);
    await next.release();
  });

  it("takes away from its last owner the history entry that was being written, and that owner says what it lost", async () => {
    for (const successor of [true, false]) {
      const { one, hang, goOn } = await hangingBackend();
      await one.store.lock(stack);
      const written = hang();
      const recording = one.store.recordHistory(stack, update);
      await written;
      const canceller = (await backend({ root: one.root })).store;
      await canceller.cancel(stack);
      const next = successor ? await canceller.lock(stack) : undefined;
      goOn();
      await expect(recording).rejects.toMatchObject({
        code: "stack-lock-lost",
        data: { owners: successor ? [{ pid: process.pid }] : [] },
      });
      const folder = path.join(one.root, ".pulumi", "history", "parts", "dev");
      expect(await readdir(folder)).toEqual([]);
      await next?.release();
    }
  });
});

describe("a history entry", () => {
  it("whose file cannot be put into place is missing for the reason that whoever holds the lock gives", async () => {
    const { root } = await backend();
    const paths = pathsOf(root, stack);
    const openFile = async () => await Promise.reject(new Error("ENOENT: no such file or directory"));
    const lost = new StackLockLost({ stack: "parts/dev", owners: [] });
    await expect(
      addHistory(paths, "dev", update, { openFile, mayCount: async () => await Promise.reject(lost) }),
    ).rejects.toBe(lost);
    await expect(
      addHistory(paths, "dev", update, { openFile, mayCount: async () => await Promise.resolve() }),
    ).rejects.toMatchObject({ code: "history-not-recorded", message: expect.stringContaining("no such file") });
  });
});
