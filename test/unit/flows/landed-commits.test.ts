import { beforeEach, describe, expect, it } from "vitest";
import { landedCommits } from "../../../src/flows/index.ts";
import { MissingHistory, UnknownRevision } from "../../../src/git/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, MemoryForge } from "../../fakes/driver/memory-forge.ts";

describe("what a push brought to a branch", () => {
  let world: DriverWorld;
  let host: MemoryForge;
  let before: string;
  beforeEach(async () => {
    world = new DriverWorld();
    host = new MemoryForge();
    before = await world.git.resolve("HEAD");
  });

  let count = 0;
  const commit = (onto: string) => world.git.make({ [`docs/${++count}.md`]: "new\n" }, { onto });
  const merged = (number: number, at: string, base = "main") =>
    host.open(number, at, {
      state: "merged",
      base: { branch: base },
      merge: { commit: at, at: "2026-01-01T00:00:00Z", by: ada },
    });
  const landed = (head: string, since = before) =>
    landedCommits({ since, head, branch: "main" }, host.forge, world.git);

  it("is one commit for each change request, oldest first", async () => {
    const first = commit(before);
    const second = commit(first);
    merged(1, first);
    merged(2, second);
    expect(await landed(second)).toEqual([first, second]);
    expect(await landed(second, first)).toEqual([second]);
  });

  it("is the newest commit of a change request that was rebased", async () => {
    const second = commit(commit(before));
    const { forge } = host;
    const one = merged(1, second);
    const changeRequests = { ...forge.changeRequests!, mergedBy: async () => [one] };
    const push = { since: before, head: second, branch: "main" };
    expect(await landedCommits(push, { ...forge, changeRequests }, world.git)).toEqual([second]);
  });

  it("has each commit that no change request brought, which up refuses by itself", async () => {
    const pushed = commit(before);
    const again = commit(pushed);
    const last = commit(again);
    merged(1, last);
    expect(await landed(last)).toEqual([pushed, again, last]);
  });

  it("is the head alone after a push by force, on a new branch, and where nothing was pushed", async () => {
    const [one, other] = [commit(before), commit(before)];
    expect(await landed(one, other)).toEqual([one]);
    expect(await landed(one, "0".repeat(40))).toEqual([one]);
    expect(await landed(one, one)).toEqual([one]);
    await expect(landed(one, "mian")).rejects.toBeInstanceOf(UnknownRevision);
  });

  it("is not known in a clone that is too shallow to have the commit before, and is the head of a new branch there too", async () => {
    const head = commit(commit(before));
    const cutOff = "c".repeat(40);
    const read = world.git.commit.bind(world.git);
    world.git.commit = async (id) =>
      read(id).catch((thrown: unknown) => {
        throw new MissingHistory({ commit: id, shallow: true, need: "A commit" }, { cause: thrown });
      });
    await expect(landed(head, cutOff)).rejects.toBeInstanceOf(MissingHistory);
    expect(await landed(head, "0".repeat(40))).toEqual([head]);
  });

  it("is the head alone where a whole clone does not have the commit before", async () => {
    const head = commit(before);
    expect(await landed(head, "c".repeat(40))).toEqual([head]);
  });

  it("goes the way of the branch, and not that of what was merged into it", async () => {
    const own = commit(before);
    const merge = world.git.make({ "docs/merge.md": "new\n" }, { onto: before, and: [own] });
    merged(1, merge);
    expect(await landed(merge)).toEqual([merge]);
  });
});
