import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { emptySnapshot } from "../../../src/engine/embedded/stack/index.ts";
import { pathsOf } from "../../../src/engine/embedded/stack/state/layout.ts";
import { backend, removeTemporaryFolders, stack, update } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

describe("a state whose stack is changed under leases", () => {
  it("is written by no run whose lease was taken, although it wakes up with its lock", async () => {
    const paused = await backend({ fenceOf: () => 7 });
    const lock = await paused.store.lock(stack);
    await paused.store.save(stack, emptySnapshot);
    const { stateFile, fenceFile } = pathsOf(paused.root, stack);
    expect(await readFile(fenceFile, "utf8")).toBe("7\n");
    await paused.store.cancel(stack);
    const next = await backend({ root: paused.root, fenceOf: () => 8 });
    const taken = await next.store.lock(stack);
    await next.store.save(stack, emptySnapshot);
    const saved = await readFile(stateFile, "utf8");
    const fenced = {
      code: "state-fenced",
      data: { stack: "organization/parts/dev", fence: 7, standing: 8 },
      message: expect.stringContaining("Nothing was written over"),
    };
    await expect(paused.store.save(stack, emptySnapshot)).rejects.toMatchObject(fenced);
    await expect(paused.store.recordHistory(stack, update)).rejects.toMatchObject(fenced);
    await lock.release();
    await taken.release();
    await expect(paused.store.lock(stack)).rejects.toMatchObject(fenced);
    expect([await readFile(stateFile, "utf8"), await paused.store.history(stack)]).toEqual([saved, []]);
    expect(await next.store.lockOwners(stack)).toEqual([]);
  });

  it("is written by nobody while the number beside it cannot be read, and the file is named", async () => {
    const { root, store } = await backend({ fenceOf: () => 7 });
    await (await store.lock(stack)).release();
    const { fenceFile } = pathsOf(root, stack);
    await rm(fenceFile);
    await mkdir(fenceFile);
    await expect(store.lock(stack)).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining(fenceFile),
    });
  });

  it("is written by runs of the same and of higher numbers, and without a lease under the lock alone", async () => {
    const { root, store } = await backend({ fenceOf: () => 7 });
    await (await store.lock(stack)).release();
    for (const fenceOf of [() => 7, () => 9, () => undefined]) {
      const each = (await backend({ root, fenceOf })).store;
      const lock = await each.lock(stack);
      await each.save(stack, emptySnapshot);
      await each.recordHistory(stack, update);
      await lock.release();
    }
    expect(await readFile(pathsOf(root, stack).fenceFile, "utf8")).toBe("9\n");
    expect(await store.list()).toHaveLength(1);
  });

  it("is not written where the number beside it cannot be read", async () => {
    const { root, store } = await backend({ fenceOf: () => 7 });
    const lock = await store.lock(stack);
    const { fenceFile } = pathsOf(root, stack);
    for (const text of ["", "seven\n", "-1\n", "1e3\n"]) {
      await writeFile(fenceFile, text);
      await expect(store.save(stack, emptySnapshot)).rejects.toMatchObject({ code: "state-unreadable" });
    }
    await lock.release();
  });
});
