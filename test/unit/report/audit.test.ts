import { describe, expect, it } from "vitest";
import {
  type Audit,
  broughtTo,
  type CommitFacts,
  type CommitNotInClone,
  joinRuns,
  unappliedMerges,
  unfinishedCorrections,
} from "../../../src/change/index.ts";
import { auditJson, auditReport, markdown, plainPaint, terminalLines } from "../../../src/report/index.ts";
import { approval, changeRequest, commit, correctionsBegun, idOf, preview, run } from "../change/audit-records.ts";

const golden = (name: string) => `../../golden/audit/${name}`;

const everything = { environments: [] };
const line = [commit("waiting", 5), commit("squash", 4, { tree: idOf("tree-topic-7") }), commit("first", 1)];
const failed = run(4, "squash", ["prod"], {
  merges: [idOf("first"), idOf("squash")],
  unreviewed: "the forge was down",
});
const runs = [
  {
    ...failed,
    environments: failed.environments.map((each) => ({
      ...each,
      result: "failed",
      problem: "quota | of <b>zone</b> exceeded",
    })),
  },
  run(3, "gone", ["dev"], { kind: "refresh", by: "ci" }),
  run(2, "first", ["dev", "prod"], { changeRequest, approvals: [approval] }),
];
const commits = new Map<string, CommitFacts | CommitNotInClone>([
  ...line.map((each) => [each.id, each] as const),
  [idOf("gone"), { id: idOf("gone"), problem: "no commit has this id" }] as const,
]);
const previews = [preview("topic-7")];
const changed = new Map([[idOf("waiting"), [{ name: "dev", isRemoved: false }]]]);
const audit: Audit = {
  at: "2026-01-06T00:00:00.000Z",
  since: "2026-01-01T00:00:00.000Z",
  branch: { name: "main", commit: idOf("waiting") },
  runs: joinRuns(runs, commits, previews, everything),
  unfinished: unfinishedCorrections([correctionsBegun(5, "first", ["dev"])], runs, everything),
  unapplied: unappliedMerges(line, changed, broughtTo(runs, new Map()), previews, everything),
  lost: [],
  verification: { kind: "intact", records: 4, unlinked: 0, ends: { dev: "record-sha256:0003" } },
};
const doubtful: Audit = {
  ...audit,
  lost: ["0000/00/00000002.json", "record 2"],
  verification: { kind: "broken", record: "record 2", problem: "it is missing" },
};
const shown = (of: Audit) => terminalLines(auditReport(of, { full: false }), plainPaint).join("\n");

describe("the report of an audit", () => {
  it("is a table in the terminal, merges that no run has brought up first", async () => {
    await expect(`${shown(audit)}\n`).toMatchFileSnapshot(golden("terminal.txt"));
  });

  it("has every run in full in Markdown, folded, and text from outside ends nothing", async () => {
    await expect(markdown(auditReport(audit, { full: true }))).toMatchFileSnapshot(golden("audit.md"));
  });

  it("is JSON of a kind and a version", async () => {
    await expect(`${JSON.stringify(auditJson(audit), null, 2)}\n`).toMatchFileSnapshot(golden("audit.json"));
  });

  it("names every record that is lost and where the chain is broken, before anything else", () => {
    const [, ...lines] = shown(doubtful).split("\n");
    const text = lines.join("\n");
    expect(text.trimStart()).toMatch(/^The chain is broken at record 2: it is missing/);
    expect(text).toContain("2 records cannot be read or are lost:");
    expect(text).toContain("0000/00/00000002.json");
    expect(text).toContain("what ran is not known");
    expect(text).not.toContain("Every chain holds");
    expect(auditJson(doubtful)).toMatchObject({ whole: false, lost: doubtful.lost });
  });

  it("says of a merge that nothing has brought up that a lost record may be of a run that has", () => {
    expect(shown(doubtful)).toContain("a record that is lost may be of a run that has");
    expect(shown(audit)).not.toContain("a record that is lost");
  });

  it("says that there is no run, where there is none", () => {
    const none = { ...audit, runs: [], unfinished: [] };
    expect(shown(none)).toContain("No run is on record for it.");
    expect(shown(none)).not.toContain("--record git");
  });

  it("has a row for a correction of whose end nothing is on record, in its place among the runs", () => {
    const rows = shown(audit)
      .split("\n")
      .filter((text) => /(?:dev|prod) +(?:up|refresh|correct) /u.test(text));
    expect(rows.map((text) => /correct|up|refresh/u.exec(text)?.[0])).toEqual(["correct", "up", "refresh", "up", "up"]);
    expect(rows[0]).toMatch(/correct +\w{7} +ci +- +begun, no end on record +not known/u);
    expect(shown({ ...audit, runs: [] })).not.toContain("No run is on record");
  });

  it("names the record of all jobs where nothing at all is on record", () => {
    const nothing = {
      ...audit,
      runs: [],
      unfinished: [],
      verification: { kind: "intact", records: 0, unlinked: 0, ends: {} },
    } as const;
    expect(shown(nothing)).toContain("groundwork audit --record git");
  });
});

it("shows of many merges that no run has brought up the newest, with how to see the others", () => {
  const [merge] = audit.unapplied;
  if (!merge) throw new Error("one waits");
  const many = {
    ...audit,
    unapplied: Array.from({ length: 14 }, (_, index) => ({ ...merge, subject: `merge ${index}` })),
  };
  const text = shown(many);
  expect(text).toContain("14 merges that no run on record has brought up");
  expect([
    text.includes("merge 9"),
    text.includes("merge 10"),
    text.includes("and 4 older: groundwork audit --all"),
  ]).toEqual([true, false, true]);
  const all = terminalLines(auditReport(many, { full: false, all: true }), plainPaint).join("\n");
  expect([all.includes("merge 13"), all.includes("--all")]).toEqual([true, false]);
});
