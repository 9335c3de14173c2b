import { expect, it } from "vitest";
import { reviewOf } from "../../../src/flows/change-request/index.ts";
import type { Forge } from "../../../src/forge/index.ts";
import { changedFiles, DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, MemoryForge } from "../../fakes/driver/memory-forge.ts";

/** A merge, and a forge that answers none of some questions before all of them were asked. */
function merged(...atOnce: readonly string[]) {
  const world = new DriverWorld(["dev"]);
  const head = world.git.make(changedFiles("dev", "b"), { branch: "topic" });
  const commit = world.git.make(changedFiles("dev", "b"));
  const host = new MemoryForge();
  host.open(7, head, { state: "merged", merge: { commit, at: "2026-01-01T00:00:00.000Z", by: ada } });
  const asked: string[] = [];
  let answer = () => {};
  const allAsked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asking = async <T>(what: string, question: () => Promise<T>): Promise<T> => {
    asked.push(what);
    if (atOnce.every((each) => asked.includes(each))) answer();
    if (atOnce.includes(what)) await allAsked;
    return await question();
  };
  const { changeRequests, identities, ...rest } = host.forge;
  if (!changeRequests || !identities) throw new Error("The forge of the tests has both ports.");
  const forge: Forge = {
    ...rest,
    changeRequests: {
      ...changeRequests,
      mergedBy: (of, branch) =>
        asking(`merges ${of === commit ? "of it" : "of others"}`, () => changeRequests.mergedBy(of, branch)),
      reviewsOf: (number) => asking("reviews", () => changeRequests.reviewsOf(number)),
      contributorsOf: (number) => asking("contributors", () => changeRequests.contributorsOf(number)),
    },
    identities: { ...identities, self: () => asking("self", () => identities.self()) },
  };
  return { forge, commit, git: world.git, asked, question: { commit, branch: "main", required: 1 } };
}

it("asks a forge at once for the reviews of a merge, who made it, what came before it, and its own name", async () => {
  const { forge, git, question } = merged("reviews", "contributors", "self", "merges of others");
  const { changeRequests, contributors } = await reviewOf(question, forge, git);
  expect(changeRequests.map(({ number }) => number)).toEqual([7]);
  expect(contributors).toEqual([ada]);
});

it("does not ask again which change request brought a merge, where the caller has just been told", async () => {
  const { forge, git, question, commit, asked } = merged();
  const found = await forge.changeRequests?.mergedBy(commit, "main");
  await reviewOf(question, forge, git, found);
  expect(asked.filter((each) => each === "merges of it")).toHaveLength(1);
});
