import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SignedCommit, unapprovedAuthors } from "../../../src/forge/none/authors.ts";

const commit = (id: string, parents: string, by: string, signer?: string): SignedCommit => ({
  id,
  parents: parents.split(" ").filter((each) => each !== ""),
  author: by,
  committer: by,
  ...(signer !== undefined && { signer }),
});

describe("who made what a commit brings", () => {
  it.each([
    ["a commit", [commit("tip", "", "alice", "bob")], ["alice"]],
    [
      "a merge of a branch",
      [commit("a", "", "zoe"), commit("t", "a", "alice"), commit("tip", "a t", "bob")],
      ["alice", "zoe"],
    ],
    [
      "a merge whose first parent is the branch",
      [commit("a", "", "zoe"), commit("t", "a", "alice"), commit("tip", "t a", "bob")],
      ["alice", "zoe"],
    ],
    ["what another person approved", [commit("a", "", "zoe", "carol"), commit("tip", "a", "bob")], ["bob"]],
    ["what its own author signed", [commit("a", "", "zoe", "zoe"), commit("tip", "a", "bob")], ["bob", "zoe"]],
    [
      "what the same person signed, in other letters",
      [commit("a", "", "Zoe", "zoe"), commit("tip", "a", "bob")],
      ["Zoe", "bob", "zoe"],
    ],
    [
      "a branch that went on after it was merged",
      [
        commit("a", "", "zoe"),
        commit("m", "a", "carol", "carol"),
        commit("t", "a", "alice"),
        commit("tip", "m t", "bob"),
      ],
      ["alice", "carol", "zoe"],
    ],
    [
      "what was approved by a merge on top of it",
      [
        commit("a", "", "zoe"),
        commit("t", "a", "bob"),
        commit("m", "a t", "carol", "carol"),
        commit("u", "t", "alice"),
        commit("tip", "m u", "bob"),
      ],
      ["alice"],
    ],
  ])("is told of %s", (_, commits, people) => {
    expect(unapprovedAuthors(commits, "tip").toSorted()).toEqual(people);
  });

  it("does not depend on the order of parents", () => {
    const person = fc.constantFrom("alice", "bob", "carol");
    const drawn = fc.array(
      fc.record({
        by: person,
        signer: fc.option(person, { nil: undefined }),
        parents: fc.array(fc.nat(), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(drawn, (all) => {
        const made = (turned: boolean) =>
          all.map(({ by, signer, parents }, index) => {
            const ids = [...new Set(parents.map((each) => (index === 0 ? "" : `c${each % index}`)))];
            return commit(`c${index}`, (turned ? ids.toReversed() : ids).join(" "), by, signer);
          });
        const tip = `c${all.length - 1}`;
        expect(unapprovedAuthors(made(true), tip).toSorted()).toEqual(unapprovedAuthors(made(false), tip).toSorted());
      }),
    );
  });
});
