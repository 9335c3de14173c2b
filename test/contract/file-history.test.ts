import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileHistory } from "../../src/history/file/index.ts";
import { parseRecord } from "../../src/history/parse-record.ts";
import { MemoryHistory } from "../fakes/driver/memory-history.ts";
import { historyContract } from "./history/history-contract.ts";
import { previewOn, runOn } from "./history/records.ts";
import { removedRecordContract } from "./history/removed-record-contract.ts";

let folder = "";
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), "groundwork-history-")), "history");
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

historyContract("history in files", () => ({
  open: () => fileHistory(folder),
  rewrite: async (number, change) => {
    const file = path.join(folder, `${String(number).padStart(8, "0")}.json`);
    const changed = change(readFileSync(file, "utf8"));
    if (changed === undefined) rmSync(file);
    else writeFileSync(file, changed);
  },
}));

for (const [name, lost] of [
  ["history in a folder", () => [folder]],
  ["history in files", () => readdirSync(folder).map((file) => path.join(folder, file))],
] as const)
  removedRecordContract(name, () => ({
    open: () => fileHistory(folder),
    remove: async () => {
      for (const each of lost()) rmSync(each, { recursive: true });
    },
    carryOut: async (command) => {
      const [program, file = ""] = command.split(" ");
      if (program !== "rm") throw new Error(`${command} removes nothing.`);
      rmSync(file);
    },
  }));

historyContract("history in memory", () => {
  const history = new MemoryHistory();
  return {
    open: () => history,
    rewrite: async (number, change) => {
      const index = history.records.findIndex(({ link }) => link?.number === number);
      const changed = change(JSON.stringify(history.records[index]));
      const record = changed === undefined ? undefined : parseRecord(changed);
      if (record) history.records.splice(index, 1, record);
      else history.records.splice(index, 1);
      if (changed !== undefined && !record) history.unreadable.push(`record ${number}`);
    },
  };
});

describe("history in files", () => {
  it("is found by another process, and by this one when another has added to it", async () => {
    const here = fileHistory(folder);
    await here.record(previewOn(1, { head: "one", tree: "tree" }));
    expect((await here.list()).records).toHaveLength(1);
    await fileHistory(folder).record(previewOn(2, { head: "two", tree: "tree" }));
    expect((await here.shownPlans(["merge"], "tree")).get("dev")?.at).toBe("2026-01-02T00:00:00.000Z");
  });

  it("counts what earlier versions wrote, and begins the chains after it", async () => {
    const old = { version: 2, kind: "up", id: "2026", at: "2026", commit: "c0", by: "Ada", environments: [] };
    writeFileSync(path.join(folder, "2026-up-c0-1.json"), JSON.stringify(old));
    const history = fileHistory(folder);
    await history.record(runOn(1, "up", { dev: "succeeded" }));
    expect(await history.verify()).toMatchObject({ kind: "intact", records: 2, unlinked: 1 });
    expect(readdirSync(folder)).toEqual(["00000001.json", "2026-up-c0-1.json"]);
  });

  it("passes over a record that was damaged, and names it", async () => {
    const history = fileHistory(folder);
    await history.record(runOn(1, "up", { dev: "succeeded" }));
    writeFileSync(path.join(folder, "2026-01-02-up.json"), '{"kind":"up","id"');
    const { records, unreadable } = await fileHistory(folder).list();
    expect(records).toHaveLength(1);
    expect(unreadable).toEqual(["2026-01-02-up.json"]);
  });

  it("reads a record whose process was killed while it copied the draft, as on file systems without hard links", async () => {
    const history = fileHistory(folder);
    for (const day of [1, 2]) await history.record(runOn(day, "up", { dev: "succeeded" }));
    const last = path.join(folder, "00000002.json");
    const whole = readFileSync(last, "utf8");
    writeFileSync(last, whole.slice(0, 40));
    writeFileSync(path.join(folder, ".00000002.json-77-0123456789ab"), whole);
    writeFileSync(
      path.join(folder, ".00000002.json-78-ba9876543210"),
      readFileSync(path.join(folder, "00000001.json")),
    );
    expect(await fileHistory(folder).verify()).toMatchObject({ kind: "intact", records: 2 });
    // Two drafts may both have been copied.
    writeFileSync(path.join(folder, ".00000002.json-79-000000000000"), whole);
    expect((await fileHistory(folder).list()).unreadable).toEqual(["00000002.json"]);
  });

  it("waits for no pipe and reads no device in the place of a record", async () => {
    await promisify(execFile)("mkfifo", [path.join(folder, "00000001.json")]);
    symlinkSync("/dev/zero", path.join(folder, "00000002.json"));
    mkdirSync(path.join(folder, "00000003.json"));
    const names = ["00000001.json", "00000002.json", "00000003.json"];
    expect(await fileHistory(folder).list()).toEqual({ records: [], unreadable: names, last: 3 });
  });

  it("does not pass over a record of an earlier version that was damaged after the last run of that version", async () => {
    const old = {
      version: 2,
      kind: "up",
      id: "2026-01-01",
      at: "2026-01-01",
      commit: "c0",
      by: "Ada",
      environments: [{ environment: "dev", result: "succeeded", layers: [], milliseconds: 1 }],
    };
    writeFileSync(path.join(folder, "2026-01-01-up-c0.json"), JSON.stringify(old));
    writeFileSync(path.join(folder, "2026-01-02-up-c1.json"), "{");
    const { runs } = await fileHistory(folder).lastRuns();
    expect(runs.get("dev")?.lostSince).toEqual(["2026-01-02-up-c1.json"]);
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
