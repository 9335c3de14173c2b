import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MissingHistory, UnrelatedHistories } from "../../../src/git/index.ts";
import { mergeBaseOf } from "../../../src/git/isomorphic/merge-base.ts";

/** Commits by name, with the names of their parents; later ones are younger. */
function history(parents: Readonly<Record<string, readonly string[]>>, cutOff: readonly string[] = []) {
  const names = Object.keys(parents);
  const read: string[] = [];
  return {
    read,
    node: async (id: string) => {
      read.push(id);
      return {
        parents: cutOff.includes(id) ? [] : (parents[id] ?? []),
        committedAt: names.indexOf(id),
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

  it("is an ancestor of both that no other common ancestor descends from", async () => {
    const graphs = fc
      .array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 3, maxLength: 12 })
      .map((rows) =>
        Object.fromEntries(
          rows.map((row, index) => [
            `${index}`,
            index === 0 ? [] : [...new Set([0, ...row].map((n) => `${n % index}`))],
          ]),
        ),
      );
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), async (parents, one, other) => {
        const size = Object.keys(parents).length;
        const [a, b] = [`${one % size}`, `${other % size}`];
        const ancestors = (id: string): Set<string> =>
          new Set([id, ...(parents[id] ?? []).flatMap((each) => [...ancestors(each)])]);
        const common = [...ancestors(a)].filter((id) => ancestors(b).has(id));
        const best = common.filter((id) => !common.some((each) => each !== id && ancestors(each).has(id)));
        expect(best).toContain(await mergeBaseOf(a, b, history(parents).node));
      }),
    );
  });
});
