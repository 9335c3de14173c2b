import { describe, expect, it } from "vitest";
import { bringUpReviewed } from "../../../src/flows/index.ts";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { runWriter } from "../../fakes/driver/comment-writers.ts";
import { changedFiles, DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { ada, MemoryForge } from "../../fakes/driver/memory-forge.ts";

/** A forge over a repository whose newest commit change request 1 has brought. */
function stage(names: readonly string[] = ["dev", "staging"]) {
  const world = new DriverWorld(names);
  const host = new MemoryForge();
  const merge = (files: Readonly<Record<string, string | undefined>>) => {
    const commit = world.git.make(files, { branch: "main" });
    const at = new Date(world.now).toISOString();
    host.open(1, commit, { state: "merged", merge: { commit, at, by: ada } });
    host.branchHeads.set("refs/heads/main", commit);
    return commit;
  };
  const turn = async () => {
    world.now += 20;
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** Has leases take their time. */
  const timed = () => {
    world.leaseWait = async (milliseconds, signal) => {
      const due = world.now + milliseconds;
      while (!signal.aborted && world.now < due) await turn();
    };
  };
  const up = (...environments: readonly string[]) =>
    bringUpReviewed(
      {
        environments,
        refresh: false,
        branch: "main",
        requiredApprovals: 0,
        allowUnreviewed: "a test of failures",
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
      },
      world.ports,
      host.forge,
    );
  /** Their `up` breaks after the first of two steps. */
  const breaking = (...broken: readonly string[]) => {
    world.engine.failing.clear();
    for (const name of broken) {
      world.engine.failing.add(name);
      const cidr = `10.${world.now % 200}.0.0/16`;
      world.engine.wanted.set(name, { main: { cidr }, other: { cidr } });
    }
  };
  return { world, host, merge, up, breaking, turn, timed };
}

describe("environments that failed", () => {
  it("have one issue, with what failed, what was done and what stands where, and the comment names it", async () => {
    const { host, merge, up, breaking } = stage();
    const before = merge(changedFiles("dev", "a"));
    await up();
    expect(host.issues).toEqual([]);
    const commit = merge({ ...changedFiles("dev", "b"), ...changedFiles("staging", "b") });
    breaking("dev");
    const { posting } = await up("dev", "staging");
    expect(posting).toMatchObject({ followUp: { kind: "open", number: 100 }, problems: [] });
    const [issue] = host.issues ?? [];
    expect(host.issues).toHaveLength(1);
    expect(issue?.title).toBe("groundwork: dev is not done");
    expect(issue?.body).toContain("dev broke");
    expect(issue?.body).toContain(commit.slice(0, 7));
    expect(issue?.body).toContain("https://git.example.com/acme/platform/pulls/1");
    expect(issue?.body).toContain("1 updated");
    expect(issue?.body).toMatch(new RegExp(`dev .*${before.slice(0, 7)}`));
    expect(issue?.body).toMatch(new RegExp(`staging at .*${commit.slice(0, 7)}`));
    expect(host.comments.get("1 up")).toContain("issue 100, https://git.example.com/acme/platform/issues/100");
    expect(host.deployments).toContain(`dev ${commit} failure`);
    expect(host.deployments).toContain(`staging ${commit} success`);
    expect(host.statuses.at(-1)).toBe(`${commit} groundwork/up failure: 1 of 2 not done`);
  });

  it("keep their issue, which is edited, closed with a line, and opened again", async () => {
    const { host, merge, up, breaking } = stage();
    breaking("dev", "staging");
    merge(changedFiles("dev", "b"));
    await up();
    expect(host.issues).toMatchObject([{ title: "groundwork: dev, staging are not done", isOpen: true }]);
    breaking("staging");
    await up("dev", "staging");
    expect(host.issues).toMatchObject([{ title: "groundwork: staging is not done", isOpen: true, comments: [] }]);
    breaking();
    const { run, posting } = await up("staging");
    expect(posting.followUp).toEqual({ kind: "closed" });
    expect(host.issues).toMatchObject([
      { number: 100, isOpen: false, comments: [expect.stringContaining(run.commit.slice(0, 7))] },
    ]);
    breaking("dev");
    expect((await up("dev")).posting.followUp).toMatchObject({ kind: "open", number: 100 });
    expect(host.issues).toMatchObject([{ title: "groundwork: dev is not done", isOpen: true }]);
  });

  it("stay in the issue while another environment is brought up", async () => {
    const { host, up, breaking } = stage();
    breaking("dev");
    await up("dev");
    breaking();
    expect((await up("staging")).posting.followUp).toMatchObject({ kind: "open" });
    expect(host.issues).toMatchObject([{ title: "groundwork: dev is not done", isOpen: true }]);
  });

  it("are told with five requests that write beside their deployments, however many they are", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `e${index}`);
    const { host, merge, up, breaking } = stage(names);
    merge(changedFiles("e1", "b"));
    breaking(...names);
    host.mostDeployments = 1;
    await up();
    expect(host.writes).toBeLessThanOrEqual(5);
    host.writes = 0;
    breaking();
    await up(...names);
    expect(host.issues).toMatchObject([{ isOpen: false }]);
    expect(host.writes).toBeLessThanOrEqual(5);
  });

  it("have one issue when two runs fail at the same time, and it tells of both", async () => {
    const { host, up, breaking, turn, timed } = stage();
    breaking("dev", "staging");
    timed();
    // Each waits for the other one, for so many turns of the event loop that both would be there if nothing kept them apart.
    const looking = new Set<object>();
    host.beforeIssueIsWritten = async () => {
      const look = {};
      looking.add(look);
      for (let turns = 0; turns < 40 && looking.size < 2; turns += 1) await turn();
      looking.delete(look);
    };
    const both = await Promise.all([up("dev"), up("staging")]);
    expect(both.flatMap(({ posting }) => posting.problems)).toEqual([]);
    expect(host.issues).toMatchObject([{ title: "groundwork: dev, staging are not done" }]);
  });

  it("are told of in the comment where the forge has no issues", async () => {
    const { host, merge, up, breaking } = stage();
    merge(changedFiles("dev", "b"));
    host.issues = undefined;
    breaking("dev");
    expect((await up("dev")).posting.followUp).toEqual({ kind: "no-issues" });
    expect(host.comments.get("1 up")).toContain("No follow-up issue: ");
    breaking();
    expect((await up("dev")).posting.followUp).toBeUndefined();
  });

  it("are told of in their issue where the run could not be recorded", async () => {
    const { world, host, up, breaking } = stage();
    breaking("dev");
    world.history.refusal = new RecordNotWritten({ place: "memory", id: "up", problem: "the disk is full" });
    const { run } = await up("dev");
    expect(run.unrecorded).toBeDefined();
    expect(host.issues).toMatchObject([{ title: "groundwork: dev is not done", isOpen: true }]);
  });

  it("take nothing from the result of a run where the forge does not take their issue", async () => {
    const { host, up, breaking } = stage();
    breaking("dev");
    host.beforeIssueIsWritten = async () => {
      host.takesNothing = true;
    };
    const { run, posting } = await up("dev");
    expect(run.environments).toHaveLength(1);
    expect(posting.followUp).toBeUndefined();
    expect(posting.problems).toContainEqual(expect.objectContaining({ code: "forge-unavailable" }));
  });

  it("keep their issue open while a lost record may be of a run that failed", async () => {
    const { world, host, up, breaking } = stage();
    breaking("dev");
    await up("dev", "staging");
    world.history.unreadable.push("9");
    breaking();
    expect((await up("dev")).posting.followUp).toBeUndefined();
    expect(host.issues).toMatchObject([{ isOpen: true }]);
    expect((await up("staging")).posting.followUp).toEqual({ kind: "closed" });
  });

  it("say of no commit that they were whole at it last while the record of a newer run may be lost", async () => {
    const { world, host, merge, up, breaking } = stage();
    const whole = merge(changedFiles("dev", "a"));
    await up("dev");
    await up("dev", "staging");
    merge(changedFiles("dev", "c"));
    breaking("dev");
    world.history.records.splice(0, 1);
    world.history.unreadable.push("record 2");
    await up("dev");
    expect(host.issues?.[0]?.body).toContain("unknown: records are lost");
    expect(host.issues?.[0]?.body).not.toContain(whole.slice(0, 7));
  });

  it("are followed up no more when their folder is removed before anything of them stands", async () => {
    const { host, merge, up, breaking } = stage();
    merge({
      ...changedFiles("dev", "b"),
      ...environmentFiles("qa", "spec: { dependsOn: [dev] }\n"),
    });
    breaking("dev");
    await up("dev", "qa");
    expect(host.issues).toMatchObject([{ title: "groundwork: dev, qa are not done" }]);
    breaking();
    merge(Object.fromEntries(Object.keys(environmentFiles("qa")).map((file) => [file, undefined])));
    expect((await up("dev")).posting.followUp).toEqual({ kind: "closed" });
    expect(host.issues).toMatchObject([{ isOpen: false }]);
  });

  it("stay in the issue when their folder is removed while something of them stands", async () => {
    const { host, merge, up, breaking } = stage();
    breaking("dev");
    await up("dev");
    breaking();
    merge(Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined])));
    expect((await up("staging")).posting.followUp).toMatchObject({ kind: "open" });
    expect(host.issues).toMatchObject([{ title: "groundwork: dev is not done", isOpen: true }]);
  });

  it("keep their issue open while the only run of a declared environment may be lost", async () => {
    const { world, host, up, breaking } = stage();
    breaking("dev");
    await up("dev");
    world.history.unreadable.push("2");
    breaking();
    expect((await up("dev")).posting.followUp).toBeUndefined();
    expect(host.issues).toMatchObject([{ isOpen: true }]);
    expect((await up("staging")).posting.followUp).toEqual({ kind: "closed" });
  });

  it("do not keep the check of their commit from its end while another job holds the issue", async () => {
    const { world, host, merge, up, breaking, timed } = stage();
    const commit = merge(changedFiles("dev", "b"));
    breaking("dev");
    timed();
    world.waitsForLeases = true;
    const ended = new AbortController();
    const other = world.ports.leases.during(
      ["_follow-up"],
      "follow-up of another job",
      () => new Promise<void>((resolve) => ended.signal.addEventListener("abort", () => resolve())),
    );
    const { posting } = await up("dev");
    expect(posting.problems).toMatchObject([{ code: "lease-held" }]);
    expect(host.statuses.at(-1)).toBe(`${commit} groundwork/up failure: 1 of 1 not done`);
    ended.abort();
    await other;
    let atIssue: string | undefined;
    host.beforeIssueIsWritten = async () => {
      atIssue = host.statuses.at(-1);
    };
    await up("dev");
    expect(atIssue).toBe(`${commit} groundwork/up failure: 1 of 1 not done`);
  });
});
