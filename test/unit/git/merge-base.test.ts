import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MissingHistory, UnrelatedHistories } from "../../../src/git/index.ts";
import { countBeyond, mergeBaseOf } from "../../../src/git/isomorphic/merge-base.ts";

/** Commits by name, with the names of their parents; later ones are younger. */
function history(
  parents: Readonly<Record<string, readonly string[]>>,
  cutOff: readonly string[] = [],
  dates?: readonly number[],
) {
  const names = Object.keys(parents);
  const read: string[] = [];
  return {
    read,
    node: async (id: string) => {
      read.push(id);
      return {
        parents: cutOff.includes(id) ? [] : (parents[id] ?? []),
        committedAt: dates?.[names.indexOf(id)] ?? names.indexOf(id),
        cutOff: cutOff.includes(id),
      };
    },
  };
}

describe("the merge base of two commits", () => {
  it("is where two branches left each other", async () => {
    const { node } = history({ a: [], b: ["a"], c: ["b"], d: ["b"], e: ["d"] });
    expect(await mergeBaseOf("c", "e", node)).toBe("b");
  });

  it("is the older one when one holds the other", async () => {
    const { node } = history({ a: [], b: ["a"], c: ["b"] });
    expect(await mergeBaseOf("a", "c", node)).toBe("a");
    expect(await mergeBaseOf("c", "c", node)).toBe("c");
  });

  it("is the last merge of the main line into the branch", async () => {
    const { node } = history({ a: [], b: ["a"], f1: ["a"], f2: ["f1", "b"], c: ["b"] });
    expect(await mergeBaseOf("f2", "c", node)).toBe("b");
  });

  it("does not read the history before it", async () => {
    const long = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`m${index}`, index === 0 ? [] : [`m${index - 1}`]]),
    );
    const { node, read } = history({ ...long, x: ["m499"], y: ["m499"] });
    expect(await mergeBaseOf("x", "y", node)).toBe("m499");
    expect(read.length).toBeLessThan(10);
  });

  it("is missing in a clone that ends too early, and none where there is none", async () => {
    const parents = { a: [], b: ["a"], c: ["a"] };
    await expect(mergeBaseOf("b", "c", history(parents, ["b", "c"]).node)).rejects.toBeInstanceOf(MissingHistory);
    await expect(mergeBaseOf("a", "z", history({ a: [], z: [] }).node)).rejects.toBeInstanceOf(UnrelatedHistories);
  });

  it("is an ancestor of both that no other common ancestor descends from, whichever dates commits have", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), dates, async (parents, one, other, at) => {
        const size = Object.keys(parents).length;
        const [a, b] = [`${one % size}`, `${other % size}`];
        const common = [...ancestorsOf(a, parents)].filter((id) => ancestorsOf(b, parents).has(id));
        const best = common.filter((id) => !common.some((each) => each !== id && ancestorsOf(each, parents).has(id)));
        expect(best).toContain(await mergeBaseOf(a, b, history(parents, [], at).node));
      }),
    );
  });
});

describe("the number of commits beyond another", () => {
  it("is 0 for an ancestor and for nothing else, whichever dates commits have", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), dates, async (parents, one, other, at) => {
        const size = Object.keys(parents).length;
        const [a, b] = [`${one % size}`, `${other % size}`];
        const beyond = await countBeyond(a, b, history(parents, [], at).node);
        expect(beyond === 0).toBe(ancestorsOf(b, parents).has(a));
      }),
      { numRuns: 1000 },
    );
  });

  it("is that of the commits where dates rise from parents to children", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), async (parents, one, other) => {
        const size = Object.keys(parents).length;
        const [a, b] = [`${one % size}`, `${other % size}`];
        const beyond = [...ancestorsOf(a, parents)].filter((id) => !ancestorsOf(b, parents).has(id));
        expect(await countBeyond(a, b, history(parents).node)).toBe(beyond.length);
      }),
    );
  });
});

/** Commits of all dates, and several at the same instant. */
const dates = fc.option(fc.array(fc.nat({ max: 6 }), { minLength: 12, maxLength: 12 }), { nil: undefined });

const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 3, maxLength: 12 })
  .map((rows) =>
    Object.fromEntries(
      rows.map((row, index) => [
        `${index}`,
        index === 0 ? [] : [...new Set([0, ...row].map((n) => `${index - 1 - (n % Math.min(index, 3))}`))],
      ]),
    ),
  );

function ancestorsOf(id: string, parents: Readonly<Record<string, readonly string[]>>): Set<string> {
  return new Set([id, ...(parents[id] ?? []).flatMap((each) => [...ancestorsOf(each, parents)])]);
}
