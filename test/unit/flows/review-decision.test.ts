import { describe, expect, it } from "vitest";
import { decideReviewed, type Landing } from "../../../src/flows/change-request/index.ts";
import type { ChangeRequest, Review } from "../../../src/forge/index.ts";
import { ada, bob } from "../../fakes/driver/memory-forge.ts";

const head = "a".repeat(40);
const merge = "b".repeat(40);
const eve = { id: "3", name: "eve" };

const merged: ChangeRequest = {
  number: 7,
  title: "Change",
  url: "https://git.example.com/7",
  state: "merged",
  isDraft: false,
  author: ada,
  base: { branch: "main" },
  head: { branch: "topic", commit: head },
  isFromFork: false,
  labels: [],
  merge: { commit: merge, at: "2026-01-01T00:00:00Z" },
};
const approval = (some: Partial<Review> = {}): Review => ({
  reviewer: bob,
  verdict: "approved",
  commit: head,
  at: "2026-01-01T00:00:00Z",
  isOfficial: true,
  ...some,
});
const { commit: _, ...withoutCommit } = approval();
const landing = (some: Partial<Landing> = {}): Landing => ({
  commit: merge,
  branch: "main",
  isOnBranch: true,
  standingAhead: [],
  changeRequests: [merged],
  reviews: [approval()],
  contributors: [ada],
  required: 1,
  ...some,
});
const older = "c".repeat(40);

/** What is found, and the code of the refusal with words of its reason; nothing where it may run. */
const cases: readonly [string, Partial<Landing>, string?, string?][] = [
  ["an approved and merged head", {}],
  ["no approvals where none is needed", { reviews: [], required: 0, contributors: "unknown" }],
  [
    "an approval by one contributor beside one by another person",
    { reviews: [approval({ reviewer: ada }), approval()] },
  ],
  ["a branch that cannot be read", { isOnBranch: "unknown" }, "branch-unknown", "not known"],
  ["a head that was not merged", { isOnBranch: false }, "not-on-branch", "not merged, or the branch was rewritten"],
  ["an open change request", { changeRequests: [{ ...merged, state: "open" }] }, "not-merged", "is open"],
  [
    "a merge without its commit",
    {
      changeRequests: [
        {
          number: 7,
          title: "",
          url: "",
          state: "merged",
          isDraft: false,
          author: ada,
          base: merged.base,
          head: merged.head,
          isFromFork: false,
          labels: [],
        },
      ],
    },
    "not-merged",
    "is merged",
  ],
  [
    "another branch",
    { changeRequests: [{ ...merged, base: { branch: "release" } }] },
    "other-branch",
    "into release and not into main",
  ],
  [
    "no change request",
    { changeRequests: [], reviews: [], contributors: "unknown" },
    "no-change-request",
    "no change request brought",
  ],
  [
    "two merges in one commit",
    { changeRequests: [merged, { ...merged, number: 8 }] },
    "several-change-requests",
    "7, 8",
  ],
  [
    "an environment that stands at a later commit",
    { standingAhead: ["dev"] },
    "older-than-what-stands",
    "dev stands at a commit that came after",
  ],
  ["no review", { reviews: [] }, "not-approved", "lacks 1 approval of"],
  [
    "an approval of an older head",
    { reviews: [approval({ commit: older })] },
    "not-approved",
    "that of bob is of ccccccc",
  ],
  ["an approval that names no commit", { reviews: [withoutCommit] }, "not-approved", "names no commit"],
  [
    "an approval that the forge does not count",
    { reviews: [approval({ isOfficial: false })] },
    "not-approved",
    "does not count on the forge",
  ],
  [
    "an approval by the author alone",
    { reviews: [approval({ reviewer: ada })] },
    "not-approved",
    "ada made the change",
  ],
  ["an approval by one who pushed to it", { contributors: [ada, bob] }, "not-approved", "bob made the change"],
  ["contributors that are not known", { contributors: "unknown" }, "contributors-unknown", "who made"],
  [
    "a contributor who was renamed since",
    { reviews: [approval({ reviewer: { id: ada.id, name: "grace" } })] },
    "not-approved",
    "grace made the change",
  ],
  [
    "changes that were asked for",
    { reviews: [approval(), approval({ reviewer: eve, verdict: "changes-requested" })] },
    "changes-requested",
    "eve asked for changes",
  ],
  ["one approval where two are needed", { required: 2 }, "not-approved", "2 approvals"],
];

describe("whether a merge is what people approved", () => {
  it.each(cases)("%s", (_, some, code, because) => {
    const decision = decideReviewed(landing(some));
    const found = decision.kind === "refused" ? decision : { code: undefined, because: "", remedy: "" };
    expect(found.code).toBe(code);
    expect(found.because).toContain(because ?? "");
    expect(found.remedy.includes("--allow-unreviewed")).toBe(code !== undefined);
  });

  it("takes no push for the settlement of changes that were asked for", () => {
    const asked = approval({ reviewer: eve, verdict: "changes-requested", commit: older });
    expect(decideReviewed(landing({ reviews: [approval(), asked] }))).toMatchObject({ code: "changes-requested" });
    const dismissed = { ...asked, isOfficial: false };
    expect(decideReviewed(landing({ reviews: [approval(), dismissed] })).kind).toBe("reviewed");
  });

  it("counts no approval by the user of the token, and none whose time is not known", () => {
    const self = { id: "2", name: "bob" };
    expect(decideReviewed(landing({ self }))).toMatchObject({ code: "not-approved" });
    const { at: _, ...timeless } = approval();
    expect(decideReviewed(landing({ reviews: [timeless] }))).toMatchObject({ code: "not-approved" });
  });

  it("keeps the approvals that counted, and no others", () => {
    const reviews = [approval({ reviewer: ada }), approval(), approval({ reviewer: eve, commit: older })];
    expect(decideReviewed(landing({ reviews }))).toMatchObject({
      kind: "reviewed",
      approvals: [{ id: "2", name: "bob", commit: head }],
    });
  });
});
