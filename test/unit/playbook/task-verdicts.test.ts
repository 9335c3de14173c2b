import { describe, expect, it } from "vitest";
import { parseEvents } from "../../../src/playbook/ansible/events/index.ts";
import { decideMachines } from "../../../src/playbook/ansible/verdict/index.ts";

/** What one task with this answer says of the only machine. */
function verdictOn(task: object, result: object): string | undefined {
  const told = { task: "t", play: "p", name: "Task" };
  const events = [
    { event: "start", version: "2.19.14", plays: [{ play: "p", name: "all" }] },
    { event: "play", play: "p", name: "all", hosts: ["web-1"], batch: ["web-1"], tasks: [told] },
    { event: "task", action: "copy", ...told, ...task },
    { event: "result", host: "web-1", task: "t", outcome: "ok", ...result },
    { event: "stats", host: "web-1" },
    { event: "end" },
  ];
  const stream = events.map((event, index) => JSON.stringify({ n: index + 1, ...event })).join("\n");
  const { machines } = decideMachines(["web-1"], [{ playbook: "site.yml", events: parseEvents(stream) }]);
  return machines[0]?.findings[0]?.verdict ?? machines[0]?.verdict;
}

const changed = { changed: true };

describe("a change that check mode reports", () => {
  it.each([
    ["a restart of the machine", { action: "reboot" }],
    ["lists of packages that are fetched", { action: "apt", args: ["cache_valid_time", "update_cache"] }],
    ["a cache of packages that is emptied", { action: "apt", args: ["clean"] }],
    ["a service that is restarted", { action: "service", args: ["name", "state"], state: "restarted" }],
    ["a service that is reloaded", { action: "systemd", args: ["name", "state"], state: "reloaded" }],
    ["a file that is touched", { action: "file", args: ["path", "state"], state: "touch" }],
    ["a group that is made of an answer", { action: "group_by", args: ["key"] }],
    ["a machine that is added to the run", { action: "add_host", args: ["name"] }],
  ])("is noise where it is one in every run: %s", (_, task) => {
    expect(verdictOn(task, changed)).toBe("noise");
  });

  it.each([
    ["a package beside lists that are fetched", { action: "apt", args: ["name", "update_cache"] }],
    ["a service that is started", { action: "service", args: ["name", "state"] }],
    ["a download to a file that is not there", { action: "get_url", args: ["dest", "url"] }],
  ])("counts for %s", (_, task) => {
    expect(verdictOn(task, changed)).toBe("diverged");
  });

  it("is unknown for a download that is forced, which is not compared", () => {
    expect(verdictOn({ action: "get_url", args: ["dest", "force", "url"], forced: true }, changed)).toBe("unknown");
  });

  it("counts for a command that was allowed to run and says by changed_when or creates what a change is", () => {
    const task = { action: "shell", mayChange: true };
    expect(verdictOn(task, changed)).toBe("unknown");
    expect(verdictOn({ ...task, declaresChanged: true }, changed)).toBe("diverged");
    expect(verdictOn({ ...task, args: ["creates"] }, changed)).toBe("diverged");
  });
});

describe("an answer that is no verdict", () => {
  it("is unknown where a tar is skipped: as check mode skips it, there is no reason", () => {
    expect(verdictOn({ action: "unarchive" }, { outcome: "skipped" })).toBe("unknown");
    expect(verdictOn({ action: "unarchive" }, { outcome: "skipped", satisfied: true })).toBe("in-sync");
  });

  it("is unknown where what a task reads is not known, and a result before it is not, either", () => {
    expect(verdictOn({ opaque: true }, {})).toBe("in-sync");
    expect(verdictOn({ writes: ["seen"] }, { outcome: "skipped" })).toBe("unknown");
  });

  it("is unknown where a task took too long", () => {
    expect(verdictOn({}, { outcome: "failed", timedOut: true })).toBe("unknown");
  });
});
