import { beforeEach, describe, expect, it } from "vitest";
import { ExitCode } from "../../../src/cli/exit-code.ts";
import { type EndOfUp, exitCodeOfUps } from "../../../src/cli/up-since.ts";
import { destroyEnvironments } from "../../../src/flows/index.ts";
import { RecordUnreachable } from "../../../src/history/errors.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, DriverWorld, healthy, profileWithCluster } from "../../fakes/driver/driver-world.ts";
import { passing } from "../../fakes/driver/lease-time.ts";
import { ada, bob, MemoryForge } from "../../fakes/driver/memory-forge.ts";

const main = { cidr: "10.0.0.0/16" };
const second = { cidr: "10.1.0.0/16" };

const changedApp = (value: string) => ({
  "environments/dev/apps/web.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${value} }\n`,
});

describe("up of each merge of one push", () => {
  let world: DriverWorld;
  let host: MemoryForge;
  let before: string;
  /** Commits of the two merges. */
  let [first, last] = ["", ""];

  /** A change request that was previewed and approved. */
  async function approved(number: number, files: Readonly<Record<string, string>>) {
    const topic = world.git.make(files, { onto: before, branch: `topic-${number}` });
    host.open(number, topic, { base: { branch: "main", commit: before } });
    await groundwork(world, "preview", "--change-request", String(number), "--head", topic);
    const at = new Date(world.now).toISOString();
    host.reviews.set(number, [{ reviewer: bob, verdict: "approved", commit: topic, at, isOfficial: true }]);
  }
  function merge(number: number, files: Readonly<Record<string, string>>): string {
    const commit = world.git.make(files);
    host.change(number, { state: "merged", merge: { commit, at: new Date(world.now).toISOString(), by: ada } });
    host.branchHeads.set("refs/heads/main", commit);
    return commit;
  }
  const up = (...flags: readonly string[]) =>
    groundwork(world, "up", "--yes", "--no-wait", "--since", before, "--head", last, ...flags);
  const ups = () => world.engine.calls.filter((call) => call.startsWith("up"));

  beforeEach(async () => {
    world = new DriverWorld();
    host = new MemoryForge();
    world.host = host;
    before = await world.git.resolve("HEAD");
    await approved(1, changedFiles("dev", "b"));
    world.engine.wanted.set("dev", { main, second });
    await approved(2, changedFiles("dev", "c"));
    first = merge(1, changedFiles("dev", "b"));
    last = merge(2, changedFiles("dev", "c"));
    world.engine.wanted.set("dev", () => (world.engine.standing.has("dev") ? { main, second } : { main }));
  });

  /** Once the first merge stands. */
  const failFromThenOn = () => {
    world.engine.during = async () => void (world.engine.standing.has("dev") && world.engine.failing.add("dev"));
  };
  const mend = () => {
    world.engine.during = async () => {};
    world.engine.failing.clear();
  };

  it("brings them up oldest first, each with its own comment, check and record", async () => {
    const { code } = await up();
    expect(code).toBe(0);
    expect(host.comments.get("1 up")).toContain(`up of \`${first.slice(0, 7)}\`: done`);
    expect(host.comments.get("2 up")).toContain(`up of \`${last.slice(0, 7)}\`: done`);
    expect(host.statuses).toContain(`${first} groundwork/up success: done`);
    expect(host.statuses.at(-1)).toBe(`${last} groundwork/up success: done`);
    expect(world.history.records.flatMap((each) => (each.kind === "up" ? [each.commit] : []))).toEqual([last, first]);
  });

  it("goes on where it failed when it is run again, and leaves the result of what it had brought up", async () => {
    failFromThenOn();
    expect((await up()).code).toBe(1);
    expect(host.comments.get("2 up")).toContain("1 of 1 not done");
    const done = host.comments.get("1 up");
    mend();
    const { code, out } = await up();
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^up of ${first.slice(0, 7)}: left as it is, because it was brought up at 2026-`, "m"),
    );
    expect(ups()).toHaveLength(3);
    expect(done).toContain("done");
    expect(host.comments.get("1 up")).toBe(done);
    expect(host.statuses.filter((each) => each.startsWith(`${first} groundwork/up`))).toHaveLength(2);
    expect(host.comments.get("2 up")).toContain(": done");
  });

  it("has failed, and was not interrupted, when it loses its leases, and names the merges that are left", async () => {
    let isTaken = false;
    passing(world, async () => {
      if (isTaken) return;
      isTaken = true;
      const found = await world.leases.list();
      const [run] = found.flatMap((each) => (each.kind === "lease" ? [each.lease.owner.run] : []));
      if (run !== undefined) await world.leases.revoke("dev", { run }, "Eve");
    });
    const stopped = new Promise((resolve) => world.lost.signal.addEventListener("abort", resolve));
    world.engine.during = async () => void (await stopped);
    const { code, out } = await up();
    expect(code).toBe(1);
    expect(out).toContain(`Not brought up: ${last.slice(0, 7)}. Run up again with the same --since`);
    expect(ups()).toEqual([]);
  });

  it("ends the check of what was brought up by a run that was killed before it could", async () => {
    await up();
    host.statuses.push(`${first} groundwork/up pending: running`);
    const { code } = await up();
    expect(code).toBe(0);
    expect(host.statuses.at(-1)).toMatch(new RegExp(`^${first} groundwork/up success: done at 2026-`));
    expect(ups()).toHaveLength(2);
  });

  it("says by its exit code that the forge does not take the check of what was brought up", async () => {
    await up();
    host.statuses.push(`${first} groundwork/up pending: running`);
    host.takesNothing = true;
    const { code, out } = await up();
    expect(code).toBe(5);
    expect(out).toContain("Not posted: ");
  });

  it("leaves the check alone when it was asked for one environment of the change", async () => {
    await up();
    host.statuses.push(`${first} groundwork/up pending: running`);
    expect((await up("--env", "dev")).out).toContain("left as it is");
    expect(host.statuses.at(-1)).toBe(`${first} groundwork/up pending: running`);
  });

  it("writes nothing to the forge when all was brought up before", async () => {
    await up();
    const [writes, calls] = [host.writes, world.engine.calls.length];
    const { code, out } = await up();
    expect(code).toBe(0);
    expect(out.match(/left as it is/g)).toHaveLength(2);
    expect([host.writes, world.engine.calls.length]).toEqual([writes, calls]);
  });

  it("brings up again what was destroyed since", async () => {
    await up();
    await destroyEnvironments({ environments: ["dev"], confirm: async () => true }, world.ports);
    const { out } = await up();
    expect(out).not.toContain("left as it is");
    expect(ups()).toHaveLength(4);
  });

  it("does not take a layer that is not handled for one that was brought up", async () => {
    const playbook = { "environments/dev/machines/web.yml": "- hosts: all\n" };
    world.engine.wanted.set("dev", { main });
    await approved(3, { ...changedFiles("dev", "d"), ...playbook });
    before = last;
    last = merge(3, { ...changedFiles("dev", "d"), ...playbook });
    expect((await up()).code).toBe(5);
    expect((await up()).code).toBe(5);
  });

  it("does not take the run of one environment for that of the others that the change touches", async () => {
    const both = { ...changedFiles("dev", "d"), ...changedFiles("staging", "d") };
    world.engine.wanted.set("dev", { main });
    await approved(3, both);
    before = last;
    last = merge(3, both);
    await up("--env", "dev");
    expect(ups()).toEqual(["up dev"]);
    expect((await up("--env", "dev")).out).toContain("left as it is");
    expect((await up()).code).toBe(0);
    expect(ups()).toContain("up staging");
  });

  it("says with 1 that one was refused after another was brought up, and keeps none back for it", async () => {
    host.reviews.set(2, []);
    const { code, out } = await up();
    expect(code).toBe(1);
    expect(out).toContain("Refused: ");
    expect(host.comments.get("1 up")).toContain(": done");
    expect(host.comments.get("2 up")).toContain("refused");
  });

  it("says with 1 that the forge does not answer after another merge was brought up, and how to go on", async () => {
    world.engine.during = async (verb) => void (host.isDown ||= verb === "up");
    const { code, err } = await up();
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`${last.slice(0, 7)} was not brought up.*\\(merges-left\\)`));
    host.isDown = false;
    mend();
    expect((await up()).code).toBe(0);
  });

  it("says so, too, where it cannot be told whether the next one was brought up before", async () => {
    const unreachable = new RecordUnreachable({ place: "origin", problem: "no route to host" });
    world.engine.during = async (verb) => {
      if (verb === "up") world.history.unreachable = unreachable;
    };
    expect(await up()).toMatchObject({ code: 1, err: expect.stringContaining("(merges-left)") });
  });

  it("ends with 5 where the forge does not answer before anything was changed", async () => {
    host.reviews.get = (number) => {
      host.isDown = number === 2;
      return [];
    };
    const { code, err } = await up();
    expect(err).not.toContain("merges-left");
    expect(code).toBe(5);
  });

  it.each([["--json"], ["--json-stream"], ["--markdown", "up.md"], ["--base", "HEAD"], ["--allow-unreviewed", "why"]])(
    "refuses %s beside --since, and says so in its help",
    async (...flags) => {
      const { code, err } = await up(...flags);
      expect(code).toBe(2);
      expect(err).toMatch(/--since.*cannot be used with/);
      const { out } = await groundwork(world, "up", "--help");
      expect(out.replaceAll(/\s+/g, " ")).toMatch(
        new RegExp(`With --since [^.]*\\. It goes with none of [^.]*${flags[0]}\\b`),
      );
    },
  );
});

describe("up of two merges of one push, where the agent was late for the first", () => {
  let world: DriverWorld;
  let host: MemoryForge;
  let before: string;
  let [first, last] = ["", ""];
  const late = () => [{ ...healthy(before), fetchedCommit: first }];
  const up = () => groundwork(world, "up", "--yes", "--since", before, "--head", last);

  async function merged(number: number, files: Readonly<Record<string, string>>): Promise<string> {
    const topic = world.git.make(files, { onto: before, branch: `topic-${number}` });
    const head = { branch: `topic-${number}`, commit: topic };
    host.open(number, topic, { base: { branch: "main", commit: before }, head });
    await groundwork(world, "preview", "--change-request", String(number), "--head", topic);
    const at = new Date(world.now).toISOString();
    host.reviews.set(number, [{ reviewer: bob, verdict: "approved", commit: topic, at, isOfficial: true }]);
    const commit = world.git.make(files);
    host.change(number, { state: "merged", merge: { commit, at: new Date(world.now).toISOString(), by: ada } });
    host.branchHeads.set("refs/heads/main", commit);
    return commit;
  }

  beforeEach(async () => {
    world = new DriverWorld(["dev"]);
    host = new MemoryForge();
    world.host = host;
    before = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.engine.wanted.set("dev", { main });
    world.engine.standing.set("dev", { main });
    first = await merged(1, changedApp("first"));
    last = await merged(2, changedApp("second"));
    world.agent = late();
  });

  it("says so, and leaves the first as it is when the agent follows the last", async () => {
    let runs = 0;
    world.engine.during = async (verb) => void (verb === "up" && ++runs === 2 && (world.agent = [healthy(last)]));
    expect((await up()).code).toBe(1);
    const [comment, checks] = [host.comments.get("1 up"), host.statuses.length];
    expect(comment).toContain("not converged");
    const { code, out } = await up();
    expect(out).toContain(
      `up of ${first.slice(0, 7)}: left as it is, because its agent was late and its environments were brought up to ${last.slice(0, 7)} since`,
    );
    expect(code).toBe(0);
    expect([host.comments.get("1 up"), host.statuses.length]).toEqual([comment, checks]);
  });

  it("looks at the last again, and says of the first what came of that", async () => {
    expect((await up()).code).toBe(1);
    world.agent = [healthy(last)];
    const { code, out } = await up();
    expect(out).toContain(`up of ${first.slice(0, 7)}: left as it is`);
    expect(out).not.toContain("late for that, too");
    expect(host.comments.get("2 up")).not.toContain("not converged");
    expect(code).toBe(0);
  });

  it("is not done where the agent is late for the last, too", async () => {
    await up();
    const comment = host.comments.get("1 up");
    const { code, out } = await up();
    expect(out).toContain("the agent was late for that, too");
    expect(code).not.toBe(0);
    expect(host.comments.get("1 up")).toBe(comment);
  });
});

describe("the exit code of several runs", () => {
  const end = (code: ExitCode, hasChanged = false): EndOfUp => ({ code, hasChanged });
  const loudestFirst = [ExitCode.interrupted, ExitCode.failed, ExitCode.unknown, ExitCode.refused, ExitCode.invalid];

  it("is 0 where all ended well, and where there was none", () => {
    expect(exitCodeOfUps([])).toBe(0);
    expect(exitCodeOfUps([end(ExitCode.ok, true), end(ExitCode.ok)])).toBe(0);
  });

  it("is the loudest of them, in any order", () => {
    for (const [index, loud] of loudestFirst.entries())
      for (const other of [...loudestFirst.slice(index), ExitCode.ok])
        for (const ends of [
          [end(loud), end(other)],
          [end(other), end(loud)],
        ])
          expect(exitCodeOfUps(ends)).toBe(loud);
  });

  it.each([ExitCode.unknown, ExitCode.refused, ExitCode.invalid, ExitCode.failed])(
    "is 1 and not %d where another run has changed something",
    (code) => {
      expect(exitCodeOfUps([end(ExitCode.ok, true), end(code)])).toBe(1);
      expect(exitCodeOfUps([end(code), end(ExitCode.ok, true)])).toBe(1);
    },
  );

  it("is that of the one that changed something where the others ended well", () => {
    expect(exitCodeOfUps([end(ExitCode.unknown, true), end(ExitCode.ok)])).toBe(5);
  });

  it("is 130 when it was interrupted, whatever the runs came to", () => {
    const signal = AbortSignal.abort();
    expect(exitCodeOfUps([end(ExitCode.ok, true), end(ExitCode.failed)], signal)).toBe(130);
    expect(exitCodeOfUps([end(ExitCode.failed), end(ExitCode.interrupted, true)])).toBe(130);
  });
});
