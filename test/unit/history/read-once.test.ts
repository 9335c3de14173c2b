import { describe, expect, it } from "vitest";
import { RecordUnreachable } from "../../../src/history/errors.ts";
import { type History, readOnce } from "../../../src/history/index.ts";
import { previewOn, runOn } from "../../contract/history/records.ts";
import { MemoryHistory } from "../../fakes/driver/memory-history.ts";

/** A history that counts how often its records are read. */
function counting(history: MemoryHistory): { readonly history: History; readonly reads: () => number } {
  let reads = 0;
  const list: History["list"] = (filter) => {
    reads += 1;
    return history.list(filter);
  };
  return {
    history: {
      record: history.record,
      verify: history.verify,
      list,
      shownPlans: history.shownPlans,
      shownByInputs: history.shownByInputs,
      lastRuns: history.lastRuns,
      notices: history.notices,
    },
    reads: () => reads,
  };
}

describe("a history that is read once", () => {
  it("answers all questions from one reading, until it has recorded something", async () => {
    const memory = new MemoryHistory();
    await memory.record(runOn(1, "up", { dev: "succeeded" }));
    await memory.record(previewOn(2, { head: "two", tree: "tree" }));
    memory.unreadable.push("record 3");
    const { history, reads } = counting(memory);
    const once = readOnce(history);
    const [runs, plans, page] = [await once.lastRuns(), await once.shownPlans(["two"], "tree"), await once.list()];
    expect(runs).toEqual(await memory.lastRuns());
    expect(runs.runs.get("dev")?.lostSince).toEqual(["record 3"]);
    expect(plans).toEqual(await memory.shownPlans(["two"], "tree"));
    expect(page).toEqual(await memory.list());
    expect(reads()).toBe(1);
    await once.record(runOn(3, "up", { dev: "failed" }));
    expect((await once.lastRuns()).runs.get("dev")?.result).toBe("failed");
    expect(reads()).toBe(2);
  });

  it("has what others have recorded in its answers once it was told to forget", async () => {
    const memory = new MemoryHistory();
    const once = readOnce(memory);
    expect((await once.lastRuns()).runs.size).toBe(0);
    await memory.record(runOn(1, "up", { dev: "succeeded" }));
    expect((await once.lastRuns()).runs.size).toBe(0);
    once.forget?.();
    expect((await once.lastRuns()).runs.get("dev")?.result).toBe("succeeded");
  });

  it("tries a reading that failed again", async () => {
    const memory = new MemoryHistory();
    memory.unreachable = new RecordUnreachable({ place: "the remote", problem: "it does not answer" });
    const once = readOnce(memory);
    await expect(once.list()).rejects.toThrow("it does not answer");
    memory.unreachable = undefined;
    expect((await once.list()).records).toEqual([]);
  });
});
