import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WorkQueue } from "../../../src/lib/index.ts";

/** Work that ends when the test says so. */
class HeldWork {
  readonly started: string[] = [];
  readonly #ends = new Map<string, (next: number | undefined) => void>();

  readonly work = (key: string): Promise<number | undefined> => {
    this.started.push(key);
    return new Promise((resolve) => this.#ends.set(key, resolve));
  };

  async end(key: string, next?: number): Promise<void> {
    this.#ends.get(key)?.(next);
    await turn();
  }
}

const backoff = { first: 100, longest: 400 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass, with turns of the event loop in between. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 50) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 50));
    await turn();
  }
}

describe("a work queue", () => {
  let held: HeldWork;
  let queue: WorkQueue;
  beforeEach(() => {
    // Turns of the event loop are real, because those of fake timers take a millisecond each.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    held = new HeldWork();
    queue = new WorkQueue(held.work, { concurrency: 2, backoff, onFailure: () => undefined });
  });
  afterEach(() => vi.useRealTimers());

  it("works once on a key that is added several times before", async () => {
    for (const key of ["a", "a", "a"]) queue.add(key);
    await turn();
    await held.end("a");
    expect(held.started).toEqual(["a"]);
  });

  it("works again on a key that is added while it is worked on, and never twice at once", async () => {
    queue.add("a");
    await turn();
    queue.add("a");
    await turn();
    expect(held.started).toEqual(["a"]);
    await held.end("a");
    expect(held.started).toEqual(["a", "a"]);
  });

  it("works on as many keys at once as it may, in the order in which they were added", async () => {
    for (const key of ["a", "b", "c"]) queue.add(key);
    await turn();
    expect(held.started).toEqual(["a", "b"]);
    await held.end("b");
    expect(held.started).toEqual(["a", "b", "c"]);
  });

  it("works on a key again after the time that its work asks for", async () => {
    queue.add("a");
    await turn();
    await held.end("a", 5_000);
    await pass(4_999);
    expect(held.started).toEqual(["a"]);
    await pass(1);
    expect(held.started).toEqual(["a", "a"]);
  });

  it("keeps the sooner of two times", async () => {
    queue.addWithin("a", 100);
    queue.addWithin("a", 1_000);
    queue.addWithin("b", 1_000);
    queue.addWithin("b", 100);
    await pass(100);
    expect(held.started).toEqual(["a", "b"]);
  });

  it("drops the time of a key that is due at once", async () => {
    queue.addWithin("a", 100);
    queue.add("a");
    await turn();
    await held.end("a");
    await pass(1_000);
    expect(held.started).toEqual(["a"]);
  });

  it("waits longer after each failure of a key in a row, up to the longest pause, whatever other keys do", async () => {
    const failures: [key: string, after: number][] = [];
    const startedAt = Date.now();
    let isBroken = true;
    const failing = new WorkQueue(
      async (key) => {
        if (key === "broken" && isBroken) throw new Error("no");
        return 50;
      },
      { concurrency: 2, backoff, onFailure: (key) => failures.push([key, Date.now() - startedAt]) },
    );
    failing.add("broken");
    failing.add("well");
    await turn();
    await pass(1_100);
    expect(failures.map(([, after]) => after)).toEqual([0, 100, 300, 700, 1_100]);
    isBroken = false;
    await pass(400);
    isBroken = true;
    failures.length = 0;
    await pass(150);
    expect(failures).toHaveLength(2);
    await failing.stop();
  });

  it("starts nothing more once it is stopped, and waits for the work that runs", async () => {
    for (const key of ["a", "b", "c"]) queue.add(key);
    queue.addWithin("d", 10);
    await turn();
    let isStopped = false;
    const stopped = queue.stop().then(() => (isStopped = true));
    await held.end("a", 1);
    await pass(1_000);
    expect(isStopped).toBe(false);
    await held.end("b");
    await stopped;
    queue.add("e");
    await turn();
    expect(held.started).toEqual(["a", "b"]);
  });
});
