import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { RecordRewritten } from "../../src/history/errors.ts";
import { secondRef } from "../../src/history/git-notes/record-refs.ts";
import { git } from "./git-harness/scratch-clone.ts";
import { historyContract } from "./history/history-contract.ts";
import { gitOverHttp, notesRef, notesWorlds } from "./history/notes-world.ts";
import { runOn } from "./history/records.ts";
import { removedRecordContract } from "./history/removed-record-contract.ts";

const world = notesWorlds();

historyContract("history in Git notes", () => world().stage());
removedRecordContract("history in Git notes", () => world().removableStage());

const run = (day: number) => runOn(day, "up", { dev: "succeeded" });

describe("history in Git notes", () => {
  it("survives twenty rounds of two jobs that record at the same moment", { timeout: 120_000 }, async () => {
    const [one, other] = [world().open(), world().open()];
    for (let round = 1; round <= 20; round++)
      await Promise.all([one.record(run(round)), other.record(run(100 + round))]);
    const { records, unreadable } = await world().open().list();
    expect([records.length, unreadable]).toEqual([40, []]);
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 40 });
  });

  it("is one commit for each record, which a plain clone shows and finds by environment and commit", async () => {
    const history = world().open();
    await history.record(run(1));
    await history.record(runOn(2, "destroy", { shop: "succeeded" }));
    const clone = world().clone();
    await gitOverHttp(clone, "fetch", "-q", "origin", `${notesRef}:${notesRef}`);
    const log = (...args: readonly string[]) => git(clone, "log", "--format=%s", ...args, notesRef).split("\n");
    expect(log()).toEqual(["destroy c2: shop", "up c1: dev"]);
    expect(log("--grep=^Environment: dev$")).toEqual(["up c1: dev"]);
    expect(log("--diff-filter=MD")).toEqual([""]);
    expect(JSON.parse(git(clone, "show", `${notesRef}:0000/00/00000002.json`))).toMatchObject({ commit: "c2" });
  });

  it("leaves nothing behind in the clone but what it has read", async () => {
    const clone = world().clone();
    await world().open(clone).record(run(1));
    await world().open().record(run(2));
    await world().open(clone).list();
    expect(git(clone, "for-each-ref", "--format=%(refname)")).toBe("refs/groundwork/record/origin");
    expect(readdirSync(path.join(clone, ".git"))).not.toContain("FETCH_HEAD");
  });

  it("is read whole and added to in a shallow clone, which stays shallow, and in a partial one", async () => {
    const scratch = world().clone();
    for (const message of ["one", "two"]) git(scratch, "commit", "-q", "--allow-empty", "-m", message);
    await gitOverHttp(scratch, "push", "-q", "origin", "main");
    const first = world().open();
    for (const day of [1, 2, 3]) await first.record(run(day));
    await gitOverHttp(world().folder, "clone", "-q", "--depth=1", world().url, "shallow");
    await gitOverHttp(world().folder, "clone", "-q", "--filter=blob:none", world().url, "partial");
    for (const [index, name] of ["shallow", "partial"].entries()) {
      const clone = path.join(world().folder, name);
      await world()
        .open(clone)
        .record(run(4 + index));
      expect(await world().open(clone).verify()).toMatchObject({ kind: "intact", records: 4 + index });
    }
    const shallow = path.join(world().folder, "shallow");
    expect(git(shallow, "rev-list", "--count", "HEAD")).toBe("1");
  });

  it("does not know what is on record when the remote cannot be reached, and never answers that nothing is", async () => {
    const clone = world().clone();
    await world().open(clone).record(run(1));
    await world().server?.stop();
    const history = world().open(clone);
    const unknown = { code: "record-unreachable", kind: "unknown" };
    await expect(history.list()).rejects.toMatchObject(unknown);
    await expect(history.lastRuns()).rejects.toMatchObject(unknown);
    await expect(history.shownPlans([], "t")).rejects.toMatchObject(unknown);
    await expect(history.verify()).rejects.toMatchObject(unknown);
    await expect(history.record(run(2))).rejects.toMatchObject({ code: "record-not-written", kind: "failed" });
  });

  it("says that the clone has no such remote, in one sentence with one remedy", async () => {
    const clone = world().clone();
    git(clone, "remote", "remove", "origin");
    const history = world().open(clone);
    await expect(history.list()).rejects.toThrow(
      "refs/notes/groundwork of origin is not known: this clone has no remote origin, which git remote add origin <url> adds. Give",
    );
    await expect(history.record(run(1))).rejects.toThrow(
      "recorded in refs/notes/groundwork of origin: this clone has no remote origin, which git remote add origin <url> adds. Make",
    );
  });

  it("says in the remote's own words that it may not be written, and reads it all the same", async () => {
    await world().open().record(run(1));
    await world().start({ push: "refused" });
    const history = world().open();
    await expect(history.record(run(2))).rejects.toThrow(/refs\/notes\/groundwork of origin: .*403/s);
    expect((await history.list()).records).toHaveLength(1);
  });

  it("never says the password of a remote", async () => {
    await world().start({ tokens: { right: "write" } });
    const url = new URL(world().url);
    url.username = "ci";
    url.password = "hunter2";
    const history = world().open(world().clone(url.href));
    for (const refused of [history.list(), history.record(run(1))]) {
      const thrown = await refused.then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      expect(thrown?.message).toContain("refs/notes/groundwork of origin");
      expect(JSON.stringify([thrown?.message, thrown])).not.toContain("hunter2");
    }
    url.password = "right";
    await world().open(world().clone(url.href)).record(run(1));
    expect((await world().open(world().clone(url.href)).list()).records).toHaveLength(1);
  });

  it("names files that others have added to the reference, and adds its records beside them", async () => {
    const history = world().open();
    await history.record(run(1));
    world().exchange("ab/cdef", "a note of a person\n");
    await history.record(run(2));
    expect(await history.list()).toMatchObject({
      records: [{ commit: "c2" }, { commit: "c1" }],
      unreadable: ["ab/cdef"],
    });
    expect(git(world().bare, "show", `${notesRef}:ab/cdef`)).toBe("a note of a person");
  });
});

describe("a rewritten reference of records", () => {
  it.each([
    ["points to an earlier commit", (tip: string) => ["update-ref", notesRef, `${tip}~1`]],
    ["was removed", () => ["update-ref", "-d", notesRef]],
  ])("that %s is refused by clones that have seen more, until they accept it", async (_, change) => {
    const clone = world().clone();
    const history = world().open(clone);
    for (const day of [1, 2]) await history.record(run(day));
    git(world().bare, ...change(world().tip()));
    const refused = { code: "record-rewritten", kind: "refused" };
    await expect(history.list()).rejects.toMatchObject(refused);
    await expect(history.record(run(3))).rejects.toThrow(/was rewritten/);
    expect(await world().open(clone).verify()).toMatchObject({
      kind: "broken",
      record: "refs/notes/groundwork of origin",
      problem: expect.stringContaining("it was rewritten"),
    });
    const { data } = await refusalIn(clone);
    await world().carryOut(data.accept, clone);
    await history.record(run(3));
    expect((await history.list()).records[0]).toMatchObject({ commit: "c3" });
  });

  it.each([
    ["points to an earlier commit", (tip: string) => ["update-ref", notesRef, `${tip}~1`]],
    ["was removed", () => ["update-ref", "-d", notesRef]],
  ])(
    "that %s is refused by a clone that has read nothing, and restored there by the command that is named",
    async (_, change) => {
      for (const day of [1, 2]) await world().open().record(run(day));
      const tip = world().tip();
      git(world().bare, ...change(tip));
      const clone = world().clone();
      const { data } = await refusalIn(clone);
      expect(data.problem).toContain(tip.slice(0, 7));
      await world().carryOut(data.restore ?? "", clone);
      await world().open().record(run(3));
      expect(await world().open(clone).verify()).toMatchObject({ kind: "intact", records: 3 });
    },
  );

  it("is restored from a clone that has read it, where the second reference is gone as well", async () => {
    const clone = world().clone();
    for (const day of [1, 2]) await world().open(clone).record(run(day));
    for (const each of [notesRef, secondRef]) git(world().bare, "update-ref", "-d", each);
    const { data } = await refusalIn(clone);
    await world().carryOut(data.restore ?? "", clone);
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 2 });
    git(world().bare, "update-ref", "-d", notesRef);
    await refusalIn(world().clone());
  });
});

describe("the second reference of the record", () => {
  it("is moved with every record, and follows a record that another version has written", async () => {
    const second = () => git(world().bare, "rev-parse", secondRef);
    await world().open().record(run(1));
    expect(second()).toBe(world().tip());
    git(world().bare, "update-ref", "-d", secondRef);
    await world().open().record(run(2));
    expect(second()).toBe(world().tip());
    git(world().bare, "update-ref", secondRef, `${world().tip()}~1`);
    await world().open().record(run(3));
    expect([second(), (await world().open().list()).records.length]).toEqual([world().tip(), 3]);
  });

  it("is moved after the record where the remote cannot move both at once", async () => {
    git(world().bare, "config", "receive.advertiseAtomic", "false");
    const [one, other] = [world().open(), world().open()];
    for (const round of [1, 2, 3]) await Promise.all([one.record(run(round)), other.record(run(100 + round))]);
    expect(git(world().bare, "rev-parse", secondRef)).toBe(world().tip());
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 6 });
  });

  it("is not taken for a trace of a record by a job that finds it in the middle of the first push", async () => {
    await world().open().record(run(1));
    const tip = world().tip();
    git(world().bare, "update-ref", "-d", notesRef);
    const uploadPack = path.join(world().folder, "upload-pack");
    const answer = `git-upload-pack "$@"\ngit --git-dir=${world().bare} update-ref ${notesRef} ${tip}\n`;
    writeFileSync(uploadPack, `#!/bin/sh\n${answer}`, { mode: 0o755 });
    const clone = world().clone(world().bare);
    git(clone, "config", "remote.origin.uploadpack", uploadPack);
    expect((await world().open(clone).list()).records).toHaveLength(1);
  });

  it("is the only trace: leases and notes of previews say nothing of a record, and the first one is begun beside them", async () => {
    const clone = world().clone();
    git(clone, "commit", "-q", "--allow-empty", "-m", "one");
    for (const name of [
      "refs/groundwork/leases/dev",
      "refs/groundwork/leases/_notices",
      "refs/notes/groundwork-previews",
    ])
      await gitOverHttp(clone, "push", "-q", "origin", `main:${name}`);
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 0 });
    await world().open().record(run(1));
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 1 });
  });
});

async function refusalIn(clone: string): Promise<RecordRewritten> {
  const thrown: unknown = await world()
    .open(clone)
    .list()
    .catch((error: unknown) => error);
  if (thrown instanceof RecordRewritten) return thrown;
  throw new Error(`It was not refused: ${String(thrown)}`);
}

describe("a push of a record whose connection breaks", () => {
  it.each(["before the server has it", "after the server has it"] as const)("%s is recorded once", async (cut) => {
    const proxy = await world().behindProxy();
    const history = world().open(world().clone(`${proxy.url}/infra.git`));
    await history.record(run(1));
    proxy.cuts.push(cut);
    await history.record(run(2));
    expect(proxy.cuts).toEqual([]);
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: 2 });
  });

  it("leaves records whole when the job is killed on the way", async () => {
    const program = path.join(import.meta.dirname, "history/record-many.ts");
    const clone = world().clone();
    const child = spawn(process.execPath, ["--import", "tsx", program, clone], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    const history = world().open(clone);
    const { records } = await history.list();
    await history.record(run(300));
    expect(await world().open().verify()).toMatchObject({ kind: "intact", records: records.length + 1 });
  });
});
