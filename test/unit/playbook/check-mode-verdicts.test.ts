import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvents } from "../../../src/playbook/ansible/events/index.ts";
import { decideMachines } from "../../../src/playbook/ansible/verdict/index.ts";
import { machines } from "./check-mode/case.ts";
import { checkModeCases } from "./check-mode/cases.ts";
import { expectedReasons, expectedVerdicts, reasonsIn, verdictsIn } from "./check-mode/expectations.ts";

const inventory = machines.map(({ key }) => key);

/** What ansible-core wrote when the case was recorded. */
function recorded(name: string): string {
  return readFileSync(new URL(`check-mode/recorded/${name}.jsonl`, import.meta.url), "utf8");
}

const decided = (stream: string, keys = inventory) =>
  decideMachines(keys, [{ playbook: "site.yml", events: parseEvents(stream) }]);

describe("a machine compared by Ansible's check mode", () => {
  it.each(checkModeCases)("$rule", (each) => {
    const diff = decided(recorded(each.name));
    expect(verdictsIn(diff)).toEqual(expectedVerdicts(each));
    expect(reasonsIn(diff)).toEqual(expectedReasons(each));
  });

  it("shows files with counts of lines, and no text", () => {
    const [first] = decided(recorded("diverged")).machines;
    expect(first?.findings).toEqual([
      {
        task: "File",
        place: "site.yml:6",
        verdict: "diverged",
        because: "",
        diffs: [{ kind: "text", file: "/run/files/state/other", added: 1, removed: 1 }],
      },
    ]);
  });

  it("is unknown when the run tells nothing of it", () => {
    const diff = decided(recorded("in-sync"), [...inventory, "web-3"]);
    expect(diff.verdict).toBe("unknown");
    expect(diff.machines.find(({ machine }) => machine === "web-3")?.verdict).toBe("unknown");
    expect(diff.machines.find(({ machine }) => machine === "web-1")?.verdict).toBe("in-sync");
  });

  it("is unknown when there is no playbook, and so is an environment without machines", () => {
    expect(decideMachines(inventory, []).verdict).toBe("unknown");
    expect(decideMachines([], [{ playbook: "site.yml", events: parseEvents(recorded("in-sync")) }]).verdict).toBe(
      "in-sync",
    );
    expect(decideMachines([], [{ playbook: "site.yml", events: [] }]).verdict).toBe("unknown");
  });

  it("is what the worst of several playbooks says", () => {
    const runs = (...names: readonly string[]) =>
      decideMachines(
        inventory,
        names.map((name) => ({ playbook: `${name}.yml`, events: parseEvents(recorded(name)) })),
      );
    expect(runs("in-sync", "diverged").verdict).toBe("diverged");
    expect(runs("diverged", "skipped-command").verdict).toBe("unknown");
    expect(runs("in-sync", "no-play").verdict).toBe("in-sync");
  });

  it.each(["2.18.3", "2.22.0", "3.0.0"])("is unknown by answers of a version that was not tried: %s", (version) => {
    const diff = decided(recorded("in-sync").replace("2.19.14", version));
    expect(diff.machines.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
    expect(diff.problems).toEqual([
      `site.yml: what ansible-core ${version} answers was not tried; 2.19, 2.20, 2.21 were`,
    ]);
  });

  it("is unknown when an event cannot be read", () => {
    const diff = decided(recorded("in-sync").replace('"outcome": "ok"', '"outcome": "perhaps"'));
    expect(diff.machines.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
    expect(diff.problems.join()).toContain("lost");
  });
});

describe("a stream of events that is cut off", () => {
  const anyCase = fc.constantFrom(...checkModeCases);

  it("never makes a machine in sync that has no stats in it", () => {
    fc.assert(
      fc.property(anyCase, fc.double({ min: 0, max: 1, noNaN: true }), ({ name }, share) => {
        const whole = recorded(name);
        const cut = whole.slice(0, Math.floor(whole.length * share));
        const done = new Set(parseEvents(cut).flatMap((event) => (event.event === "stats" ? [event.host] : [])));
        const undone = decided(cut).machines.filter(({ machine }) => !done.has(machine));
        expect(undone.filter(({ verdict }) => verdict !== "unknown")).toEqual([]);
      }),
    );
  });

  it("makes no machine in sync at any line but the last", () => {
    for (const { name } of checkModeCases) {
      const lines = recorded(name).trimEnd().split("\n");
      for (let count = 0; count < lines.length; count += 1) {
        const { machines: found } = decided(lines.slice(0, count).join("\n"));
        expect(found.filter(({ verdict }) => verdict === "in-sync")).toEqual([]);
      }
    }
  });

  it("makes no machine in sync when any one event of it is missing", () => {
    for (const { name } of checkModeCases) {
      const lines = recorded(name).trimEnd().split("\n");
      for (const index of lines.keys()) {
        const { machines: found } = decided(lines.toSpliced(index, 1).join("\n"));
        expect(found.filter(({ verdict }) => verdict === "in-sync")).toEqual([]);
      }
    }
  });
});

describe("the verdict on a machine", () => {
  it("never is in sync when one of its tasks is unknown or has diverged", () => {
    const outcome = fc.record({
      outcome: fc.constantFrom("ok", "failed", "skipped", "unreachable"),
      changed: fc.boolean(),
      byCondition: fc.boolean(),
      empty: fc.boolean(),
      satisfied: fc.boolean(),
      failureDecided: fc.boolean(),
      reads: fc.subarray(["ansible_check_mode", "looked", "hostvars"]),
    });
    const step = fc.record({
      action: fc.constantFrom("copy", "command", "group_by", "get_url", "meta", "apt"),
      opaque: fc.boolean(),
      runOnce: fc.boolean(),
      writes: fc.subarray(["looked"]),
      ofFirst: fc.option(outcome, { nil: undefined }),
      ofSecond: fc.option(outcome, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.subarray(inventory), (steps, done) => {
        const tasks = steps.map(({ action, runOnce }, index) => ({ task: `t${index}`, name: action, runOnce }));
        const events = [
          { event: "start", version: "2.19.14", plays: [{ play: "p", name: "all" }] },
          { event: "play", play: "p", name: "all", hosts: inventory, batch: inventory, tasks },
          ...steps.flatMap(({ ofFirst, ofSecond, ...task }, index) => [
            { event: "task", task: `t${index}`, play: "p", name: task.action, meta: task.action === "meta", ...task },
            ...[ofFirst, ofSecond].flatMap((each, host) =>
              each ? [{ event: "result", host: inventory[host], task: `t${index}`, ...each }] : [],
            ),
          ]),
          ...done.map((host) => ({ event: "stats", host })),
          { event: "end" },
        ];
        const diff = decided(events.map((event, index) => JSON.stringify({ n: index + 1, ...event })).join("\n"));
        const expected = diff.machines.map(({ machine, counts, findings }) => {
          if (findings.some((each) => each.verdict === "unknown") || !done.includes(machine)) return "unknown";
          return counts.diverged > 0 ? "diverged" : "in-sync";
        });
        const given = diff.machines.map(({ verdict }) => verdict);
        expect(given).toEqual(expected);
        expect(diff.verdict).toBe(
          ["unknown", "diverged"].find((each) => expected.includes(each as "unknown")) ?? "in-sync",
        );
      }),
    );
  });
});
