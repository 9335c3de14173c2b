import { describe, expect, it } from "vitest";
import { parseEvents } from "../../../src/playbook/ansible/events/index.ts";
import { decideOutcome } from "../../../src/playbook/ansible/outcome/index.ts";
import type { EndedPlaybook } from "../../../src/playbook/ansible/run/index.ts";

type Line = Readonly<Record<string, unknown>>;

const start: Line = { event: "start", version: "2.19.14", plays: [{ play: "p", name: "Web" }] };
const play = (hosts: readonly string[], tasks: readonly string[]): Line => ({
  event: "play",
  play: "p",
  name: "Web",
  hosts,
  batch: hosts,
  tasks: tasks.map((task) => ({ task, name: task })),
});
const task = (name: string, more: Line = {}): Line => ({
  event: "task",
  task: name,
  play: "p",
  name,
  action: "command",
  path: "site.yml:3",
  ...more,
});
const result = (host: string, of: string, outcome = "ok", more: Line = {}): Line => ({
  event: "result",
  host,
  task: of,
  outcome,
  ...more,
});
const ended = (...hosts: readonly string[]): readonly Line[] => [
  ...hosts.map((host) => ({ event: "stats", host })),
  { event: "end" },
];

/** A run that told this, of one play on `a` and `b` with two tasks. */
function ran(lines: readonly Line[], more: Partial<EndedPlaybook> = {}): EndedPlaybook {
  const all = [start, play(["a", "b"], ["one", "two"]), ...lines];
  const text = all.map((line, index) => JSON.stringify({ n: index + 1, ...line })).join("\n");
  return { playbook: "site.yml", events: parseEvents(text), ...more };
}

const well = [task("one"), result("a", "one"), result("b", "one", "ok", { changed: true }), task("two")];
const kinds = (...runs: readonly EndedPlaybook[]) =>
  Object.fromEntries(decideOutcome(["a", "b"], runs).machines.map(({ machine, kind }) => [machine, kind]));

describe("machines after a playbook was carried out", () => {
  it("are done where every task ended well, with counts of them", () => {
    const run = ran([...well, result("a", "two", "skipped"), result("b", "two"), ...ended("a", "b")]);
    expect(decideOutcome(["a", "b"], [run])).toEqual({
      version: "2.19.14",
      problems: [],
      isInterrupted: false,
      machines: [
        {
          machine: "a",
          kind: "done",
          failures: [],
          counts: { ok: 1, changed: 0, skipped: 1, tolerated: 0, failed: 0 },
        },
        {
          machine: "b",
          kind: "done",
          failures: [],
          counts: { ok: 2, changed: 1, skipped: 0, tolerated: 0, failed: 0 },
        },
      ],
    });
  });

  it("have failed by the event of the task, whose place is told and whose words are not", () => {
    const run = ran([...well, result("a", "two", "failed"), result("b", "two"), ...ended("a", "b")]);
    const [a, b] = decideOutcome(["a", "b"], [run]).machines;
    expect(a).toMatchObject({ kind: "failed", failures: [{ task: "two", place: "site.yml:3", because: "it failed" }] });
    expect(b).toMatchObject({ kind: "done" });
  });

  it.each(["ignored", "rescued"])("are done where a failure is %s, as the playbook says", (how) => {
    const run = ran([...well, result("a", "two", "failed", { [how]: true }), result("b", "two"), ...ended("a", "b")]);
    expect(kinds(run)).toEqual({ a: "done", b: "done" });
  });

  it("are done where a rescue took the place of the rest of its block", () => {
    const run = ran([
      task("one"),
      result("a", "one", "failed", { rescued: true }),
      result("b", "one"),
      task("two"),
      result("b", "two"),
      ...ended("a", "b"),
    ]);
    expect(kinds(run)).toEqual({ a: "done", b: "done" });
  });

  it("are not reachable where one task said so, also where that is ignored", () => {
    const run = ran([
      task("one"),
      result("a", "one", "unreachable", { ignored: true }),
      result("b", "one"),
      task("two"),
      result("b", "two"),
      ...ended("b"),
    ]);
    expect(kinds(run)).toEqual({ a: "unreachable", b: "done" });
  });

  it("were not reached where another machine's failure ended the play", () => {
    const run = ran([task("one"), result("a", "one", "failed"), result("b", "one"), ...ended("a", "b")]);
    expect(kinds(run)).toEqual({ a: "failed", b: "not-reached" });
  });

  it("are done where the playbook ended the play itself", () => {
    const run = ran([
      task("one"),
      result("a", "one"),
      result("b", "one"),
      task("stop", { meta: true, ends: "end_play" }),
      ...ended("a", "b"),
    ]);
    expect(kinds(run)).toEqual({ a: "done", b: "done" });
  });

  it("are cut off, or not reached at all, where nothing told of the end", () => {
    const run = ran([task("one"), result("a", "one")], { problem: "it was interrupted", isInterrupted: true });
    expect(kinds(run)).toEqual({ a: "cut-off", b: "cut-off" });
    expect(kinds(ran([], { problem: "it was interrupted" }))).toEqual({ a: "not-reached", b: "not-reached" });
    expect(decideOutcome(["a", "b"], [run])).toMatchObject({
      isInterrupted: true,
      problems: ["site.yml: it was interrupted"],
    });
  });

  it("were not reached where the tool did not start at all", () => {
    expect(kinds({ playbook: "site.yml", events: [], problem: "no such module" })).toEqual({
      a: "not-reached",
      b: "not-reached",
    });
  });

  it("are in no play where none is about them", () => {
    const text = [start, play([], []), { event: "end" }].map((line, index) =>
      JSON.stringify({ n: index + 1, ...line }),
    );
    expect(kinds({ playbook: "site.yml", events: parseEvents(text.join("\n")) })).toEqual({
      a: "not-meant",
      b: "not-meant",
    });
  });

  it("come with a problem where the version was not tried, or an event was lost", () => {
    const lines = [{ ...start, version: "2.99.0" }, { event: "end" }].map((line, index) =>
      JSON.stringify({ n: index + 1, ...line }),
    );
    const run = { playbook: "site.yml", events: parseEvents([...lines, "{"].join("\n")) };
    expect(decideOutcome(["a"], [run]).problems.join("\n")).toMatch(/2\.99\.0[\s\S]*lost/u);
  });

  it("keep the failure of an earlier playbook", () => {
    const first = ran([...well, result("a", "two", "failed"), result("b", "two"), ...ended("a", "b")]);
    const second = ran([...well, result("a", "two"), result("b", "two"), ...ended("a", "b")]);
    expect(kinds(first, second)).toEqual({ a: "failed", b: "done" });
  });
});
