import { describe, expect, it } from "vitest";
import { bringUp, detectDrift, resumeCorrections } from "../../../src/flows/index.ts";
import { RecordNotWritten, RecordUnreachable } from "../../../src/history/errors.ts";
import { acquisitionOf } from "../../contract/lease/acquisitions.ts";
import type { DriverWorld } from "../../fakes/driver/driver-world.ts";
import {
  changed,
  changes,
  cloudOf,
  correct,
  correcting,
  corrections,
  declared,
  ends,
  standing,
} from "./correcting-world.ts";

describe("a correction", () => {
  it("updates back what was changed in the cloud, and records that it begins before it does, and that it ended", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const records = world.history.records.length;
    const newest: unknown[] = [];
    world.engine.during = async (verb) => {
      if (verb === "up") newest.push(world.history.records[0]);
      await Promise.resolve();
    };
    expect(ends(await correct(world))).toEqual([["dev", "", "corrected"]]);
    expect(cloudOf(world)).toEqual(declared);
    expect(newest).toMatchObject([{ kind: "corrections", by: "Ada" }]);
    const [run, begun] = world.history.records;
    expect(world.history.records).toHaveLength(records + 2);
    expect(run).toMatchObject({ kind: "correct", corrects: begun?.id, environments: [{ result: "succeeded" }] });
    expect(ends(await correct(world))).toEqual([["dev", ""]]);
  });

  it("does nothing in an environment that the file does not name, or names detect", async () => {
    const world = await standing("    - { environments: [dev], mode: detect }\n", ["dev", "staging"]);
    for (const name of ["dev", "staging"]) world.engine.cloud.set(name, changed);
    const [calls, records] = [world.engine.calls.length, world.history.records.length];
    expect(ends(await correct(world))).toEqual([
      ["dev", ""],
      ["staging", ""],
    ]);
    expect([world.engine.calls.length, world.history.records.length]).toEqual([calls, records]);
  });

  it.each([
    ["makes nothing anew that is gone", {}, "would-create"],
    ["deletes nothing that the program does not have", { ...declared, other: { cidr: "10.3.0.0/16" } }, "unexplained"],
  ])("%s", async (_, cloud, because) => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", cloud);
    const calls = world.engine.calls.length;
    expect(ends(await correct(world))).toEqual([["dev", "", because]]);
    expect(changes(world, calls)).toEqual([]);
  });

  it("is none of more resources than the file allows", async () => {
    const world = await standing("    - { environments: [dev], mode: correct, atMost: 1 }\n");
    const two = { main: { cidr: "10.0.0.0/16" }, second: { cidr: "10.1.0.0/16" } };
    world.engine.wanted.set("dev", two);
    world.engine.standing.set("dev", two);
    world.engine.cloud.set("dev", { main: { cidr: "1" }, second: { cidr: "2" } });
    const calls = world.engine.calls.length;
    expect(ends(await correct(world))).toEqual([["dev", "", "too-many", "too-many"]]);
    expect(changes(world, calls)).toEqual([]);
  });

  it("leaves what a difference beside it would create, and updates its own resource alone", async () => {
    const world = await standing(correcting);
    const two = { main: { cidr: "10.0.0.0/16" }, second: { cidr: "10.1.0.0/16" } };
    world.engine.wanted.set("dev", two);
    world.engine.standing.set("dev", two);
    world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });
    expect(ends(await correct(world))).toEqual([["dev", "", "corrected", "would-create"]]);
    expect(cloudOf(world)).toEqual(declared);
  });

  it("is none of what an exception accepts", async () => {
    const world = await standing(correcting);
    world.git.make({
      "environments/exceptions.yaml":
        "apiVersion: groundwork.dev/v1\nkind: Exceptions\nspec:\n  exceptions:\n    - { environments: [dev], subject: '*', owner: ada, reason: agreed, until: 2026-12-31 }\n",
    });
    world.engine.cloud.set("dev", changed);
    expect(ends(await correct(world))).toEqual([["dev", ""]]);
    expect(cloudOf(world)).toEqual(changed);
  });

  it("is none to a commit that the environment does not stand at", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    world.git.make({
      "environments/dev/environment.yaml":
        "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n",
    });
    const calls = world.engine.calls.length;
    expect(ends(await correct(world))).toEqual([["dev", "not-at-commit"]]);
    expect(changes(world, calls)).toEqual([]);
  });

  it("is none where the last run failed", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    world.engine.failing.add("dev");
    const confirm = async () => await Promise.resolve(true);
    world.git.make({ "environments/dev/notes.txt": "more" });
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, second: {} });
    await bringUp({ environments: [], refresh: false, requirePreview: false, confirm }, world.ports);
    world.engine.failing.clear();
    const calls = world.engine.calls.length;
    expect(ends(await correct(world))).toEqual([["dev", "not-at-commit"]]);
    expect(changes(world, calls)).toEqual([]);
  });

  it("is not taken afterwards for a change from outside, where the audit log has it as the last one", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const log = (at: number) => ({
      of: () => ({
        lastChanges: async (ids: readonly string[]) =>
          await Promise.resolve(new Map(ids.map((id) => [id, { actor: "job", at: new Date(at).toISOString() }]))),
      }),
    });
    world.engine.during = async (verb) => {
      if (verb === "up") auditLogs = log(world.now);
      await Promise.resolve();
    };
    let auditLogs = log(world.now);
    await correct(world, { auditLogs: { of: () => auditLogs.of() } });
    // The cloud answers other outputs than before.
    world.engine.otherOutputs.add("main");
    const found = await detectDrift({ environments: [], layers: [] }, { ...world.ports, auditLogs });
    expect(found.environments[0]?.layers[0]).toMatchObject({ verdict: "in-sync" });
    world.now += 60_000;
    const later = await detectDrift({ environments: [], layers: [] }, { ...world.ports, auditLogs: log(world.now) });
    expect(later.environments[0]?.layers[0]).toMatchObject({ verdict: "diverged" });
  });

  it("is said and not made with --dry-run, without a lease and a record", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const records = world.history.records.length;
    expect(ends(await correct(world, {}, true))).toEqual([["dev", "", "would-correct"]]);
    expect([cloudOf(world), world.history.records.length]).toEqual([changed, records]);
  });
});

describe("corrections that are undone each time", () => {
  const correctedTimes = async (world: DriverWorld, times: number) => {
    const found: unknown[] = [];
    for (let time = 0; time < times; time += 1) {
      world.engine.cloud.set("dev", { main: { cidr: `10.${time + 1}.0.0/16` } });
      found.push(ends(await correct(world))[0]?.[2]);
    }
    return found;
  };

  it("pause after the third, until a person resumes them", async () => {
    const world = await standing(correcting);
    expect(await correctedTimes(world, 5)).toEqual(["corrected", "corrected", "corrected", "paused", "paused"]);
    const correction = await correct(world);
    const fingerprint = correction.environments[0]?.results[0]?.difference.fingerprint ?? "";
    await resumeCorrections([fingerprint], [], world.ports);
    expect(await correctedTimes(world, 4)).toEqual(["corrected", "corrected", "corrected", "paused"]);
  });

  it("say that the third was the last one", async () => {
    const world = await standing(correcting);
    await correctedTimes(world, 2);
    world.engine.cloud.set("dev", changed);
    const { environments } = await correct(world);
    expect(environments[0]?.results[0]?.end).toEqual({ kind: "corrected", pausesNow: true });
  });

  it.each([
    ["back", -400],
    ["a little ahead", 3],
  ])("pause also where the clock is set %s between them", async (_, days) => {
    const world = await standing(correcting);
    await correctedTimes(world, 2);
    world.now += days * 24 * 3_600_000;
    expect(await correctedTimes(world, 3)).toEqual(["corrected", "paused", "paused"]);
  });

  it("count each for itself where weeks lie between them", async () => {
    const world = await standing(correcting);
    const found: unknown[] = [];
    for (let time = 0; time < 5; time += 1) {
      found.push(...(await correctedTimes(world, 1)));
      world.now += 8 * 24 * 3_600_000;
    }
    expect(found).toEqual(Array.from({ length: 5 }, () => "corrected"));
  });

  it("are not resumed by a fingerprint that nothing paused has", async () => {
    const world = await standing(correcting);
    await expect(resumeCorrections(["0123456789abcdef"], [], world.ports)).rejects.toThrow("None is.");
  });
});

describe("a correction that is disturbed", () => {
  it("goes on with the next run where it was cut off after the state was read", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    world.engine.during = async (verb) => {
      await Promise.resolve();
      if (verb === "up") throw new Error("killed");
    };
    expect(ends(await correct(world))).toEqual([["dev", "", "not-corrected"]]);
    // The state says now what stands in the cloud.
    expect(world.engine.standing.get("dev")).toEqual(changed);
    world.engine.during = async () => {};
    expect(ends(await correct(world))).toEqual([["dev", "", "corrected"]]);
    expect(cloudOf(world)).toEqual(declared);
  });

  it("counts also where it was cut off, so that three of them pause", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    world.engine.during = async (verb) => {
      await Promise.resolve();
      if (verb === "up") throw new Error("killed");
    };
    const found: unknown[] = [];
    for (let time = 0; time < 4; time += 1) found.push(ends(await correct(world))[0]?.[2]);
    expect(found).toEqual(["not-corrected", "not-corrected", "not-corrected", "paused"]);
  });

  it("does nothing where what stands changes after it was compared", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const calls = world.engine.calls.length;
    world.engine.during = async (verb, { onSavedState }) => {
      await Promise.resolve();
      if (verb === "refresh" && onSavedState === undefined && world.history.records[0]?.kind === "corrections")
        world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16", mtu: 9000 } });
    };
    const { environments } = await correct(world);
    expect(environments[0]?.results[0]?.end).toMatchObject({ problem: { code: "changed-meanwhile" } });
    expect(changes(world, calls)).toEqual([]);
    const [run, begun] = world.history.records;
    expect(run).toMatchObject({ kind: "correct", corrects: begun?.id, environments: [{ result: "refused" }] });
  });

  it("is on record as refused, without words of a provider, where it cannot be planned any more", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    world.engine.during = async (verb, { onSavedState }) => {
      await Promise.resolve();
      const isBegun = world.history.records[0]?.kind === "corrections";
      if (verb === "refresh" && onSavedState === undefined && isBegun)
        world.engine.wanted.set("dev", new Error("hunter2 is no region"));
    };
    const calls = world.engine.calls.length;
    const { environments } = await correct(world);
    expect(environments[0]?.results[0]?.end).toMatchObject({
      kind: "not-corrected",
      problem: { message: "hunter2 is no region" },
    });
    expect(changes(world, calls)).toEqual([]);
    const [run, begun] = world.history.records;
    expect(run).toMatchObject({
      kind: "correct",
      corrects: begun?.id,
      environments: [{ result: "refused", problem: "it could not be planned" }],
    });
    expect(JSON.stringify(run)).not.toContain("hunter2");
  });

  it("is none where a record is lost, or cannot be read or written", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const calls = world.engine.calls.length;
    world.history.unreadable.push("record-9");
    await expect(correct(world)).rejects.toThrow("record-9");
    world.history.unreadable.pop();
    world.history.unreachable = new RecordUnreachable({ place: "memory", problem: "away" });
    await expect(correct(world)).rejects.toThrow("away");
    world.history.unreachable = undefined;
    world.history.refusal = new RecordNotWritten({ place: "memory", id: "x", problem: "full" });
    expect(ends(await correct(world))).toEqual([["dev", "", "not-corrected"]]);
    expect([changes(world, calls), cloudOf(world)]).toEqual([[], changed]);
  });

  it("leaves an environment alone on which another run acts", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const other = world.leases;
    const taken = await other.acquire(["dev"], acquisitionOf("Eve"));
    world.leaseWait = async (milliseconds) => {
      world.now += milliseconds;
      await other.renew(taken);
    };
    expect(ends(await correct(world))).toEqual([["dev", "lease-held"]]);
    expect(cloudOf(world)).toEqual(changed);
  });

  it("is made once by two jobs at the same time", async () => {
    const world = await standing(correcting);
    world.waitsForLeases = true;
    world.engine.cloud.set("dev", changed);
    world.leaseWait = async (milliseconds, signal) => {
      if (!signal.aborted) world.now += Math.min(milliseconds, 100);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const both = await Promise.all([correct(world), correct(world)]);
    expect(
      both
        .map(ends)
        .map(([first]) => first?.[2] ?? "nothing")
        .toSorted(),
    ).toEqual(["corrected", "nothing"]);
    expect(world.history.records.filter(({ kind }) => kind === "correct")).toHaveLength(1);
  });

  it("keeps other environments from being begun where it fails", async () => {
    const world = await standing(correcting, ["dev", "staging"]);
    for (const name of ["dev", "staging"]) world.engine.cloud.set(name, changed);
    world.engine.during = async (verb) => {
      await Promise.resolve();
      if (verb === "up") throw new Error("the cloud is away");
    };
    expect(ends(await correct(world))).toEqual([
      ["dev", "", "not-corrected"],
      ["staging", "not-begun"],
    ]);
  });

  it("begins nothing more once it is interrupted", async () => {
    const world = await standing(correcting);
    world.engine.cloud.set("dev", changed);
    const calls = world.engine.calls.length;
    world.engine.during = async (verb) => {
      await Promise.resolve();
      if (verb === "preview") world.interrupt.abort();
    };
    await correct(world);
    expect([changes(world, calls), cloudOf(world)]).toEqual([[], changed]);
  });
});

describe("the file of corrections", () => {
  it("is that of the protected branch, so that a change does not decide what is done to it", async () => {
    const world = await standing(correcting);
    world.local = false;
    const [main, calls] = [world.git.tipOf("main"), world.engine.calls.length];
    world.engine.cloud.set("dev", changed);
    world.git.make(corrections("    - { environments: [dev], mode: detect }\n"), { branch: "origin/main" });
    await expect(correct(world)).rejects.toMatchObject({ code: "correction-off-branch" });
    world.git.make(corrections("    - { environments: [dev], mode: detect }\n"), {
      branch: "origin/main",
      ...(main !== undefined && { onto: main }),
    });
    expect(ends(await correct(world))).toEqual([["dev", ""]]);
    expect(world.engine.calls).toHaveLength(calls);
  });

  it("keeps everything from being corrected where it is wrong, with each place", async () => {
    const world = await standing(correcting);
    world.git.make(
      corrections(
        "    - { environments: [dev], mode: correct, atMost: 0 }\n    - { environments: ['d*'], mode: detect }\n",
      ),
    );
    await expect(correct(world)).rejects.toThrow(/atMost/);
    world.git.make(
      corrections("    - { environments: [dev], mode: correct }\n    - { environments: ['d*'], mode: detect }\n"),
    );
    await expect(correct(world)).rejects.toThrow("dev is in an entry above already");
  });
});
