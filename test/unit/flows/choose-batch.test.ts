import { array, assert, boolean, constantFrom, dictionary, property, subarray } from "fast-check";
import { describe, expect, it } from "vitest";
import { type Choice, chooseBatch } from "../../../src/flows/queue/choose-batch.ts";

const merge = (commit: string, isApproved = true) => ({ commit, isApproved });
const waits = (name: string, commits: readonly string[], due = commits) => ({ name, commits, due, isOwn: true });
const choice = (some: Partial<Choice>): Choice => ({
  merges: [],
  waiting: [],
  behind: new Map(),
  tip: "tip",
  ...some,
});

describe("the next run of a queue", () => {
  it("takes every environment whose merges were all approved to the newest commit", () => {
    const { batch, left } = chooseBatch(
      choice({ merges: [merge("a"), merge("b")], waiting: [waits("dev", ["a"]), waits("test", ["a", "b"])] }),
    );
    expect(batch).toEqual({ commit: "tip", names: ["dev", "test"] });
    expect(left).toEqual([]);
  });

  it("takes an environment to the commit before a merge that was not approved, before others come to the newest", () => {
    const { batch } = chooseBatch(
      choice({
        merges: [merge("a"), merge("b", false)],
        waiting: [waits("dev", ["a"]), waits("test", ["a", "b"])],
      }),
    );
    expect(batch).toEqual({ commit: "a", names: ["test"] });
  });

  it("leaves an environment that has nothing approved to go on with, and names the merge", () => {
    const { batch, left } = chooseBatch(choice({ merges: [merge("b", false)], waiting: [waits("dev", ["b"])] }));
    expect([batch, left]).toEqual([undefined, [{ kind: "not-approved", name: "dev", merge: "b" }]]);
  });

  it("goes past a merge that was not approved with a later one that was", () => {
    const { batch } = chooseBatch(
      choice({ merges: [merge("b", false), merge("c")], waiting: [waits("dev", ["b", "c"])] }),
    );
    expect(batch).toEqual({ commit: "tip", names: ["dev"] });
  });

  it("does not try the merges before one that was not approved again, where nothing of them is due", () => {
    const { batch, left } = chooseBatch(
      choice({ merges: [merge("a"), merge("b", false)], waiting: [waits("dev", ["a", "b"], ["b"])] }),
    );
    expect([batch, left]).toEqual([undefined, [{ kind: "not-approved", name: "dev", merge: "b" }]]);
  });

  it("keeps an environment behind one that it depends on and that does not come", () => {
    const { batch, left } = chooseBatch(
      choice({
        merges: [merge("a", false), merge("b")],
        waiting: [waits("network", ["a"]), waits("dev", ["b"]), waits("test", ["b"])],
        behind: new Map([["dev", ["network"]]]),
      }),
    );
    expect(batch).toEqual({ commit: "tip", names: ["test"] });
    expect(left).toContainEqual({ kind: "behind", name: "dev", upstream: "network" });
  });

  it("never takes an environment past a merge that was not approved, unless an approved one comes after it", () => {
    const commits = ["a", "b", "c", "d", "e"];
    assert(
      property(
        array(boolean(), { minLength: 5, maxLength: 5 }),
        dictionary(constantFrom("dev", "test", "live"), subarray(commits, { minLength: 1 })),
        (approvals, waiting) => {
          const merges = commits.map((commit, index) => merge(commit, approvals[index] ?? false));
          const environments = Object.entries(waiting).map(([name, each]) => waits(name, each));
          const { batch, left } = chooseBatch(choice({ merges, waiting: environments }));
          const isApproved = (commit: string) => merges.some((each) => each.commit === commit && each.isApproved);
          for (const name of batch?.names ?? []) {
            const all = waiting[name] ?? [];
            const contained = batch?.commit === "tip" ? all : all.slice(0, all.indexOf(batch?.commit ?? "") + 1);
            expect(contained.length).toBeGreaterThan(0);
            const lastBad = contained.findLastIndex((commit) => !isApproved(commit));
            expect(contained.slice(lastBad + 1).some(isApproved)).toBe(true);
          }
          // Each is in the run, in a later one, or left with a reason.
          const isPlaced = environments.every(
            ({ name }) => batch !== undefined || left.some((each) => each.name === name),
          );
          expect(isPlaced).toBe(true);
        },
      ),
    );
  });
});
