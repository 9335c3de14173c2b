import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { secondsText } from "../../../src/lib/index.ts";
import {
  colorPaint,
  diffLines,
  OperationTracker,
  operationJson,
  outputLines,
  plainLines,
  plainPaint,
  propertyDiffLines,
  summaryLines,
  treeLines,
} from "../../../src/report/operation/index.ts";
import { begins, ends, event, metadata, previewEvents, runningEvents, state, trackerOf } from "./operation-events.ts";

const golden = (name: string) => `../../golden/operation/${name}.txt`;
const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;
const screen = { paint: plainPaint, columns: 110, showSame: false };

describe("the tree of an operation", () => {
  it("shows a preview: one line per resource under its parent, replacements as one, default providers not at all", async () => {
    const { rows } = trackerOf(previewEvents);
    await expect(text(treeLines(rows, { ...screen, now: 0 }))).toMatchFileSnapshot(golden("preview-tree"));
  });

  it("shows an up in its middle: what is done, what runs and for how long, what failed", async () => {
    const { rows } = trackerOf(runningEvents);
    await expect(text(treeLines(rows, { ...screen, now: 12_000 }))).toMatchFileSnapshot(golden("running-tree"));
  });

  it("keeps failures and running steps when there is no room for all, and says how many it leaves out", () => {
    const lines = treeLines(trackerOf(runningEvents).rows, { ...screen, now: 12_000, maxLines: 2 });
    expect(lines.join("\n")).toMatch(/creating replacement failed|replacing failed/u);
    expect(lines.at(-1)).toMatch(/… \d+ more/u);
    expect(lines).toHaveLength(3);
  });

  it("never is wider than the screen", () => {
    for (const columns of [20, 40, 80])
      for (const line of treeLines(trackerOf(runningEvents).rows, { ...screen, columns, now: 12_000 }))
        expect(line.length).toBeLessThanOrEqual(columns);
  });

  it("names inputs whose names every object inherits when they differ, and only then", () => {
    const update = metadata("update", "a:b:C", "one", {
      old: state({ toString: 1, x: 1 }),
      new: state({ toString: 1, x: 1, constructor: 2 }),
    });
    expect(treeLines(trackerOf([begins(update, true), ends(update, true)]).rows, { ...screen, now: 0 })).toEqual([
      " ~ one  a:b:C  update  [constructor]",
    ]);
  });

  it("names the inputs that differ where the provider names none", () => {
    const update = metadata("update", "a:b:C", "one", { old: state({ x: 1, y: 2 }), new: state({ x: 1, y: 3 }) });
    expect(treeLines(trackerOf([begins(update, true), ends(update, true)]).rows, { ...screen, now: 0 })).toEqual([
      " ~ one  a:b:C  update  [y]",
    ]);
  });
});

describe("the lines for a log", () => {
  it("are one for each step that has ended, and one for every message", async () => {
    const tracker = new OperationTracker();
    const lines = runningEvents.flatMap((body, index) => {
      tracker.add(event(body), index * 1000);
      return plainLines(event(body), tracker, plainPaint);
    });
    await expect(text(lines)).toMatchFileSnapshot(golden("running-log"));
  });
});

describe("the differences of properties", () => {
  it("are shown for each resource: nested, with what forces a replacement, cut when long", async () => {
    const lines = diffLines(trackerOf(previewEvents).rows, plainPaint);
    await expect(text(lines)).toMatchFileSnapshot(golden("preview-diff"));
  });

  it("never show a secret, in clear or not, whichever form it has", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };
    const unnamed = { "4dabf18193072939515e22adb298388d": "some later signature", value: "hunter2" };
    const lines = propertyDiffLines(
      {
        before: { a: secret, b: [secret], gone: secret, c: unnamed },
        after: { a: { ...secret, value: "hunter3" }, b: [], c: 1, d: { e: secret } },
      },
      plainPaint,
    );
    expect(lines.join("\n")).not.toContain("hunter");
    expect(lines.join("\n")).toContain("[secret]");
    expect(lines.join("\n")).toContain("[special value]");
  });

  it("name what only the provider sees", () => {
    const lines = propertyDiffLines(
      { before: { a: 1 }, after: { a: 1 }, detailedDiff: { "a.b": { kind: "update-replace", inputDiff: false } } },
      plainPaint,
    );
    expect(lines).toEqual(["~ a.b: 1  (forces replacement)"]);
  });
});

describe("the end of an operation", () => {
  const step = {
    urn: "urn:pulumi:dev::shop::a:b:C::one",
    type: "a:b:C",
    provider: "",
    replaceKeys: [],
    diffs: [],
    protect: false,
  };
  const outcome = {
    result: "failed" as const,
    steps: [
      { ...step, op: "create" as const, status: "done" as const, milliseconds: 3 },
      { ...step, urn: `${step.urn}2`, op: "update" as const, status: "failed" as const, milliseconds: 3 },
    ],
    summary: { create: 1 },
    diagnostics: [],
    outputs: { b: { nested: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, a: "[secret]" },
    milliseconds: 75_400,
  };

  it("is one line with counts, failures and the time it took", () => {
    expect(summaryLines("up", outcome, false, plainPaint)).toEqual(["up failed: 1 created, 1 failed in 1 min 15 s"]);
    const nothing = { ...outcome, result: "succeeded" as const, steps: [{ ...step, op: "same" as const }] };
    expect(summaryLines("preview", nothing, true, plainPaint)).toEqual([
      "preview: No changes. 1 unchanged in 1 min 15 s",
    ]);
  });

  it("shows the outputs in the order of their names", () => {
    expect(outputLines(outcome.outputs, plainPaint)).toEqual([
      "Outputs",
      "  a: [secret]",
      "  b: { nested: output<string> }",
    ]);
  });

  it("is one JSON document in the shape of Pulumi's preview digest", () => {
    expect(operationJson(outcome)).toMatchObject({
      result: "failed",
      steps: [
        { op: "create", urn: step.urn, detailedDiff: null, status: "done" },
        { op: "update", status: "failed" },
      ],
      duration: 75_400_000_000,
      changeSummary: { create: 1 },
      outputs: { a: "[secret]" },
    });
  });
});

describe("small things", () => {
  it("tell times in words that fit them", () => {
    expect([0, 449, 9_949, 12_300, 59_700, 190_000].map(secondsText)).toEqual([
      "0.0 s",
      "0.4 s",
      "9.9 s",
      "12 s",
      "1 min 0 s",
      "3 min 10 s",
    ]);
  });

  it("color lines without changing their words", () => {
    const { rows } = trackerOf(previewEvents);
    const colored = treeLines(rows, { ...screen, paint: colorPaint, now: 0 }).join("\n");
    expect(stripVTControlCharacters(colored)).toBe(treeLines(rows, { ...screen, now: 0 }).join("\n"));
    expect(colored).toContain("\u001b[32m");
  });
});
