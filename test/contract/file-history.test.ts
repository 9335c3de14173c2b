import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf, noChanges } from "../../src/change/index.ts";
import { fileHistory } from "../../src/history/file/index.ts";
import { historyVersion, type PreviewRecord, type RunRecord } from "../../src/history/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const preview = (at: string, head: string, tree: string): PreviewRecord => ({
  version: historyVersion,
  kind: "preview",
  id: `${at}-preview-${head}`,
  at,
  tree,
  range: { base: "b", head },
  plans: [
    {
      environment: "dev",
      layers: [
        { layer: "infrastructure", kind: "unchanged", at, planDigest: digestOf([]), steps: [], counts: noChanges },
      ],
    },
  ],
});
const run = (at: string, kind: RunRecord["kind"], result: RunRecord["environments"][number]["result"]): RunRecord => ({
  version: historyVersion,
  kind,
  id: `${at}-${kind}-c`,
  at,
  commit: "c",
  by: "Ada",
  environments: [{ environment: "dev", result, layers: [], milliseconds: 1 }],
});

describe("history in files", () => {
  it("finds the newest plan that was shown for a commit, or for one with the very same files", async () => {
    const history = fileHistory(folder);
    await history.record(preview("2026-01-01T00:00:00.000Z", "one", "tree"));
    await history.record(preview("2026-01-02T00:00:00.000Z", "two", "tree"));
    expect((await history.shownPlans(["one"], "other")).get("dev")?.at).toBe("2026-01-01T00:00:00.000Z");
    expect((await fileHistory(folder).shownPlans(["merge"], "tree")).get("dev")?.at).toBe("2026-01-02T00:00:00.000Z");
    expect((await history.shownPlans(["merge"], "other")).size).toBe(0);
  });

  it("knows the last run of an environment that was started; a refresh is none", async () => {
    const history = fileHistory(folder);
    await history.record(run("2026-01-01T00:00:00.000Z", "up", "failed"));
    await history.record(run("2026-01-02T00:00:00.000Z", "up", "not-started"));
    await history.record(run("2026-01-03T00:00:00.000Z", "refresh", "succeeded"));
    expect((await history.lastRuns()).get("dev")).toMatchObject({ verb: "up", result: "failed" });
  });

  it("passes over a record that was damaged, and names it", async () => {
    const history = fileHistory(folder);
    await history.record(run("2026-01-01T00:00:00.000Z", "up", "succeeded"));
    writeFileSync(path.join(folder, "2026-01-02-up.json"), '{"kind":"up","id"');
    const { records, unreadable } = await fileHistory(folder).list();
    expect(records).toHaveLength(1);
    expect(unreadable).toEqual(["2026-01-02-up.json"]);
  });

  it("is empty before the first record, and says what to do when one cannot be kept", async () => {
    expect((await fileHistory(path.join(folder, "none")).list()).records).toEqual([]);
    writeFileSync(path.join(folder, "file"), "");
    await expect(fileHistory(path.join(folder, "file")).record(run("2026", "up", "succeeded"))).rejects.toThrow(
      /cannot be recorded/,
    );
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
