import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryGate } from "../../../src/flows/preview/memory-gate.ts";

/** Work that takes memory while it runs, and what the largest amounts were that ran side by side. */
class Works {
  readonly #running = new Map<number, { readonly size: number; readonly end: () => void }>();
  readonly seen: { readonly count: number; readonly total: number }[] = [];

  used() {
    const sizes = [...this.#running.values()].map(({ size }) => size);
    return { total: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(0, ...sizes) };
  }

  async start(key: number, size: number): Promise<number> {
    await new Promise<void>((end) => {
      this.#running.set(key, { size, end });
      this.seen.push({ count: this.#running.size, total: this.used().total });
    });
    return key;
  }

  /** Ends the one that runs longest. */
  endFirst(): void {
    const [first] = this.#running;
    if (!first) return;
    this.#running.delete(first[0]);
    first[1].end();
  }

  get count(): number {
    return this.#running.size;
  }
}

/** Lets what can go on do so. */
const settled = () => new Promise<false>((resolve) => setImmediate(resolve, false));

async function runAll(gate: MemoryGate, works: Works, sizes: readonly number[]): Promise<readonly number[]> {
  const all = Promise.all(sizes.map((size, key) => gate.run(() => works.start(key, size))));
  const isOver = all.then(() => true);
  while (!(await Promise.race([isOver, settled()]))) works.endFirst();
  return all;
}

describe("previews within a memory budget", () => {
  it("all come to their end, and never use more than the budget unless one runs alone", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 15 }),
        fc.integer({ min: 1, max: 40 }),
        async (sizes, bytes) => {
          const works = new Works();
          const gate = new MemoryGate({ bytes, usual: 10, used: async () => works.used() });
          expect(await runAll(gate, works, sizes)).toEqual(sizes.map((_, key) => key));
          const together = works.seen.filter(({ count }) => count > 1).map(({ total }) => total);
          expect(Math.max(0, ...together)).toBeLessThanOrEqual(bytes);
        },
      ),
    );
  });

  it("are fewer side by side once one has needed more than is usual", async () => {
    const works = new Works();
    const gate = new MemoryGate({ bytes: 40, usual: 10, used: async () => works.used() });
    const large = gate.run(() => works.start(-1, 30));
    await settled();
    await runAll(gate, works, [10, 10, 10, 10]);
    await large;
    expect(works.seen.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
  });

  it("are as many as there are processes, which use their memory also while they wait for another run", async () => {
    const works = new Works();
    let processes = 0;
    const used = async () => ({ total: processes * 10, largest: 10 });
    const gate = new MemoryGate({ bytes: 30, usual: 10, used, processes: () => processes });
    const all = [0, 1, 2, 3].map((key) =>
      gate.run(() => {
        processes = Math.min(3, processes + 1);
        return works.start(key, 10);
      }),
    );
    for (let turn = 0; turn < 20; turn += 1) await settled();
    expect(works.count).toBe(3);
    works.endFirst();
    for (let turn = 0; turn < 20; turn += 1) await settled();
    expect(works.count).toBe(3);
    while (works.count > 0) {
      works.endFirst();
      await settled();
    }
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["the system does not say what is used", { bytes: 1, usual: 10, used: async () => undefined }],
    ["there is no budget", undefined],
  ])("are only counted where %s", async (_, budget) => {
    const works = new Works();
    const gate = new MemoryGate(budget);
    const all = [1, 2, 3].map((key) => gate.run(() => works.start(key, 100)));
    await expect.poll(() => works.count).toBe(3);
    for (const __ of all) works.endFirst();
    expect(await Promise.all(all)).toEqual([1, 2, 3]);
  });

  it("go on after one that failed", async () => {
    const gate = new MemoryGate({ bytes: 1, usual: 10, used: async () => ({ total: 0, largest: 0 }) });
    const failing = gate.run(() => Promise.reject(new Error("boom")));
    const next = gate.run(async () => "done");
    await expect(failing).rejects.toThrow("boom");
    expect(await next).toBe("done");
  });
});
