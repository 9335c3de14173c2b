import { describe, expect, it } from "vitest";
import { keepingMerges } from "../../../src/flows/queue/kept-merges.ts";
import type { ChangeRequests, Forge } from "../../../src/forge/index.ts";
import { ada, MemoryForge } from "../../fakes/driver/memory-forge.ts";

const commit = "a".repeat(40);
const head = "b".repeat(40);

/** A forge with one change request, and the commits that it was asked about. */
function hosted() {
  const host = new MemoryForge();
  host.open(7, head);
  const { changeRequests, ...others } = host.forge;
  const rest: Forge = others;
  if (!changeRequests) throw new Error("The forge of the tests has change requests.");
  const asked: string[] = [];
  const counted: ChangeRequests = {
    ...changeRequests,
    mergedBy: async (of, branch) => {
      asked.push(`${of.slice(0, 1)} ${branch}`);
      return await changeRequests.mergedBy(of, branch);
    },
  };
  const kept = keepingMerges({ ...rest, changeRequests: counted });
  const merge = () => host.change(7, { state: "merged", merge: { commit, at: "2026-01-01T00:00:00.000Z", by: ada } });
  const numbers = async (branch = "main") =>
    (await kept.changeRequests?.mergedBy(commit, branch))?.map(({ number }) => number);
  return { kept, rest, merge, asked, numbers };
}

describe("a forge that keeps which change requests brought a commit", () => {
  it("is asked once for a commit that came with one", async () => {
    const { merge, asked, numbers } = hosted();
    merge();
    expect([await numbers(), await numbers()]).toEqual([[7], [7]]);
    expect(asked).toEqual(["a main"]);
  });

  it("is asked again until it knows the merge", async () => {
    const { merge, asked, numbers } = hosted();
    expect(await numbers()).toEqual([]);
    merge();
    expect(await numbers()).toEqual([7]);
    expect(asked).toHaveLength(2);
  });

  it("is asked for each branch by itself", async () => {
    const { merge, asked, numbers } = hosted();
    merge();
    await numbers();
    await numbers("release/1");
    expect(asked).toEqual(["a main", "a release/1"]);
  });

  it("has its other ports as they were, and lacks those that it lacked", () => {
    const { kept, rest } = hosted();
    expect(kept.statuses).toBe(rest.statuses);
    expect(keepingMerges(rest)).toEqual(rest);
  });
});
