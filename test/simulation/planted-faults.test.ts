import { describe, expect, it } from "vitest";
import { faults } from "./faults/index.ts";
import { brokenHistory, tellSeed } from "./search.ts";

/** Histories in which a fault has to be noticed. */
const seeds = 1000;

const planted = faults.flatMap((fault) =>
  [false, true]
    .filter((queues) => fault.queues === undefined || queues === (fault.queues === "only"))
    .map((queues) => [fault.name, queues ? "a queue" : "a job per push", { fault, queues }] as const),
);

describe("a planted fault is noticed", () => {
  it.each(planted)("%s, with %s", async (_, __, each) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { broken } = (await tellSeed(seed, each)).told;
      if (broken && each.fault.noticedBy.includes(broken.invariant)) return;
    }
    expect.fail(`Nothing that may notice it broke in ${seeds} histories.`);
  });
});

describe("a history in which something breaks", () => {
  it("is shrunk to the few events that it takes", async () => {
    const fault = faults.find(({ name }) => name === "people approve their own changes");
    const each = fault && { fault, queues: false };
    for (let seed = 1; seed <= seeds; seed += 1) {
      const found = await brokenHistory(seed, each);
      if (!found) continue;
      expect(found.events.length).toBeLessThan((await tellSeed(seed, each)).events.length);
      expect(found.events.map(({ kind }) => kind).toSorted()).toEqual(["merge", "open", "review"]);
      return;
    }
    expect.fail(`Nothing broke in ${seeds} histories.`);
  });

  it("is the same whenever it is told", async () => {
    const [one, other] = [await tellSeed(7), await tellSeed(7)];
    expect(other).toEqual(one);
    expect(one.told.lines.length).toBeGreaterThan(5);
  });
});
