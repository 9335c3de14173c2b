import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileHistory } from "../../src/history/file/index.ts";
import { MemoryHistory } from "../fakes/driver/memory-history.ts";
import { historyContract, previewOn, runOn } from "./history/history-contract.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

historyContract("history in files", () => fileHistory(folder));
historyContract("history in memory", () => new MemoryHistory());

describe("history in files", () => {
  it("is found by another process, and by this one when another has added to it", async () => {
    const here = fileHistory(folder);
    await here.record(previewOn(1, { head: "one", tree: "tree" }));
    expect((await here.list()).records).toHaveLength(1);
    await fileHistory(folder).record(previewOn(2, { head: "two", tree: "tree" }));
    expect((await here.shownPlans(["merge"], "tree")).get("dev")?.at).toBe("2026-01-02T00:00:00.000Z");
  });

  it("passes over a record that was damaged, and names it", async () => {
    const history = fileHistory(folder);
    await history.record(runOn(1, "up", { dev: "succeeded" }));
    writeFileSync(path.join(folder, "2026-01-02-up.json"), '{"kind":"up","id"');
    const { records, unreadable } = await fileHistory(folder).list();
    expect(records).toHaveLength(1);
    expect(unreadable).toEqual(["2026-01-02-up.json"]);
  });

  it("is empty before the first record, and says what to do when one cannot be kept", async () => {
    expect((await fileHistory(path.join(folder, "none")).list()).records).toEqual([]);
    writeFileSync(path.join(folder, "file"), "");
    await expect(fileHistory(path.join(folder, "file")).record(runOn(1, "up", { dev: "succeeded" }))).rejects.toThrow(
      /cannot be recorded/,
    );
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
