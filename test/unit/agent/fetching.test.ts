import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { descends } from "../../../src/agent/fetch/history.ts";
import { publicUrl } from "../../../src/agent/fetch/index.ts";
import { findReference } from "../../../src/agent/fetch/reference.ts";

describe("a wanted reference", () => {
  const listed = [
    { ref: "HEAD", oid: "a" },
    { ref: "refs/heads/main", oid: "a" },
    { ref: "refs/heads/dev", oid: "b" },
    { ref: "refs/tags/v1", oid: "t", peeled: "c" },
  ];

  it.each([
    [{ branch: "dev" }, { ref: "refs/heads/dev", label: "dev", commit: "b" }],
    [
      { tag: "v1", branch: "dev" },
      { ref: "refs/tags/v1", label: "v1", commit: "c" },
    ],
    [{ name: "refs/heads/main" }, { ref: "refs/heads/main", label: "refs/heads/main", commit: "a" }],
    [
      { commit: "x", branch: "dev" },
      { ref: "refs/heads/dev", label: "dev", commit: "x" },
    ],
    [{ commit: "x" }, { ref: "HEAD", label: "", commit: "x" }],
  ])("%j is found", (wanted, found) => {
    expect(findReference(listed, wanted, "u")).toEqual(found);
  });

  it("that is missing is named beside those that exist; master is the branch when none is named", () => {
    expect(() => findReference(listed, {}, "u")).toThrow('u has no branch "master" (branches: main, dev)');
    expect(() => findReference([], { branch: "main" }, "u")).toThrow("empty repository");
  });
});

describe("history", () => {
  /** Commit n has parents among the commits before it. */
  const history = fc.array(fc.array(fc.nat({ max: 100 }), { maxLength: 2 }), { minLength: 1, maxLength: 30 });

  it("is descended from exactly by what can be reached", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(), async (choices, a, b) => {
        const parents = choices.map((some, index) => (index === 0 ? [] : some.map((one) => one % index)));
        const [from, to] = [a % parents.length, b % parents.length];
        const reach = (one: number): Set<number> =>
          new Set([one, ...(parents[one] ?? []).flatMap((next) => [...reach(next)])]);
        const answer = await descends(String(from), String(to), async (oid) =>
          Promise.resolve((parents[Number(oid)] ?? []).map(String)),
        );
        expect(answer).toBe(reach(from).has(to));
      }),
      { numRuns: 50 },
    );
  });

  it("ends where it was cut off", async () => {
    const there: Record<string, string[]> = { c: ["b"], b: ["a"] };
    expect(await descends("c", "z", async (oid) => Promise.resolve(there[oid]))).toBe(false);
  });
});

it("an address is shown without its credentials", () => {
  expect(publicUrl("https://user:pass@example.com/a.git")).toBe("https://example.com/a.git");
});
