import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Turns } from "../../../src/agent/apply/index.ts";

describe("objects of several Kustomizations", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    begun.push(name);
    await new Promise<void>((end) => ends.set(name, end));
    return name;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  beforeEach(() => {
    begun.length = 0;
    ends.clear();
  });

  it("are worked on in order, no more at once than are bound", async () => {
    const turns = new Turns(2);
    const results = ["a", "b", "c"].map((name) => turns.take(work(name)));
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    await end("c");
    expect(await Promise.all(results)).toEqual(["a", "b", "c"]);
  });

  it("are not held up by those that the server keeps waiting", async () => {
    const turns = new Turns(1);
    const slow = turns.take(work("slow"));
    const next = turns.take(work("next"));
    await vi.advanceTimersByTimeAsync(999);
    expect(begun).toEqual(["slow"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(["slow", "next"]);
    await end("next");
    await end("slow");
    expect(await Promise.all([slow, next])).toEqual(["slow", "next"]);
  });

  it("go on after one that failed, whose error is its own", async () => {
    const turns = new Turns(1);
    const failed = turns.take(() => Promise.reject(new Error("refused")));
    const next = turns.take(work("next"));
    await expect(failed).rejects.toThrow("refused");
    await vi.advanceTimersByTimeAsync(0);
    await end("next");
    expect(await next).toBe("next");
  });
});
