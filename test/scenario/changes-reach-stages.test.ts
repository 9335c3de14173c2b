import { describe, expect, it } from "vitest";
import { type Health, promotionEnd, promotionOf, waitingUntil } from "../../src/change/index.ts";
import { bringUp, previewChange } from "../../src/flows/index.ts";
import {
  plainPaint,
  previewComment,
  previewJson,
  previewReport,
  runJson,
  terminalLines,
} from "../../src/report/index.ts";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, healthy, profileWithCluster } from "../fakes/driver/driver-world.ts";
import {
  runEnds as ends,
  minute,
  names,
  promotionFile,
  saying,
  staged,
  runText as text,
  threeStages as three,
  withCheck,
} from "../fakes/driver/staged-world.ts";

describe("a change that passes through stages", () => {
  it("reaches the first one, waits for its time, and goes on when it is run again", async () => {
    const { world, up, change } = await staged();
    change("b");
    const first = await up();
    expect(ends(first)).toEqual({ dev: "applied", prod: "behind", staging: "soaking" });
    const until = waitingUntil(first) ?? "";
    expect(Date.parse(until) - world.now).toBeLessThanOrEqual(30 * minute);
    expect(text(first)).toContain(`: waiting until ${until} with 2 of 3 in`);
    expect(text(first)).toContain(`staging (stage second): waits until ${until}: dev has to stand and be healthy`);
    expect(text(first)).toContain(`Run up again from ${until} on`);
    expect(runJson(first)).toMatchObject({ succeeded: false, waitingUntil: until });

    const again = await up();
    expect(ends(again)).toEqual({ prod: "behind", staging: "soaking" });
    expect(waitingUntil(again)).toBe(until);

    world.now = Date.parse(until);
    const second = await up();
    expect(ends(second)).toEqual({ prod: "soaking", staging: "applied" });
    world.now = Date.parse(waitingUntil(second) ?? "");
    expect(ends(await up())).toEqual({ prod: "applied" });
    expect((await up()).environments).toEqual([]);
  });

  it("ends the command with 0 while time alone is left, and records nothing of what waits", async () => {
    const { world, change } = await staged();
    change("b");
    const finished = await groundwork(world, "up", "--yes");
    expect(finished.code).toBe(0);
    expect(finished.out).toContain("waiting until 2026-01-01T00:3");
    const [last] = (await world.history.list()).records;
    expect(last).toMatchObject({ environments: [{ environment: "dev", result: "succeeded" }] });
    const before = world.history.records.length;
    expect((await groundwork(world, "up", "--yes", "--exit-code")).code).toBe(3);
    expect(world.history.records).toHaveLength(before);
  });

  it("keeps the time of a stage that is run again and found as it has to be", async () => {
    const { world, up, change } = await staged();
    change("b");
    const until = waitingUntil(await up({ environments: names }));
    world.now += 20 * minute;
    const again = await up({ environments: names });
    expect(ends(again)).toEqual({ dev: "unchanged", prod: "behind", staging: "soaking" });
    expect(waitingUntil(again)).toBe(until);
  });

  it("starts the time anew when the stage is changed once more", async () => {
    const { world, up, change } = await staged();
    change("b");
    await up();
    world.now += 20 * minute;
    change("c", ["dev"]);
    const run = await up();
    expect(ends(run)).toEqual({ dev: "applied", prod: "behind", staging: "soaking" });
    expect(Date.parse(waitingUntil(run) ?? "") - world.now).toBeGreaterThan(29 * minute);
  });

  it("waits for no time where the stages before are not touched, as long as they are healthy", async () => {
    const { world, up, change } = await staged();
    world.now += 2 * 60 * minute;
    change("b", ["prod"]);
    expect(ends(await up())).toEqual({ prod: "applied" });
  });

  it("stops where an environment before does not stand at the commit and is not of the run", async () => {
    const { world, up, change } = await staged();
    world.now += 2 * 60 * minute;
    change("b");
    const run = await up({ environments: ["prod"] });
    expect(ends(run)).toEqual({ prod: "behind" });
    expect(promotionEnd(promotionOf(run)).kind).toBe("stopped");
    expect((await groundwork(world, "up", "--yes", "--env", "prod")).code).toBe(4);
    expect(text(run)).toContain("waits for dev, which does not stand at this commit yet");
  });

  it("waits for playbooks of a stage before it, which no run has carried out there", async () => {
    const { world, up, change } = await staged();
    world.now += 2 * 60 * minute;
    world.git.make({ "environments/dev/machines/site.yaml": "- hosts: all\n" });
    change("b", ["prod"]);
    const run = await up({ environments: ["prod"] });
    expect(ends(run)).toEqual({ prod: "behind" });
    expect(text(run)).toContain("waits for dev, which does not stand at this commit yet");
  });

  it("says where it waits because the record of a run is lost", async () => {
    const { world, up, change } = await staged();
    world.now += 2 * 60 * minute;
    change("b", ["prod"]);
    const last = Math.max(...world.history.records.map(({ link }) => link?.number ?? 0));
    world.history.unreadable.push(`record ${last + 1}`);
    const run = await up({ environments: ["prod"] });
    expect(ends(run)).toEqual({ prod: "behind" });
    expect(text(run)).toContain("waits for dev, of which a record is lost: bring dev up, so that it is known again");
  });

  it("is held to the file before it, and not to the one that it brings itself", async () => {
    const { world, up } = await staged();
    const all = Object.assign({}, ...names.map((name) => environmentFiles(name, "spec: { values: { a: b } }\n")));
    world.git.make({ ...all, "environments/promotion.yaml": undefined });
    expect(ends(await up({ environments: names }))).toMatchObject({ dev: "unchanged", staging: "soaking" });
  });

  it("is refused with every issue of the file when that and its own are wrong, and may mend it", async () => {
    const { world, up, change } = await staged("    - { name: a, environments: [dev], after: [a], sook: 1m }\n");
    change("b");
    const finished = await groundwork(world, "up", "--yes");
    expect(finished.code).toBe(2);
    expect(finished.err).toContain("environments/promotion.yaml:5:");
    expect(finished.err).toContain("unknown key (did you mean soak?)");
    world.git.make({ ...promotionFile(three), ...environmentFiles("dev", "spec: { values: { a: c } }\n") });
    expect(ends(await up())).toMatchObject({ dev: "applied", staging: "soaking" });
  });

  it("leaves environments in no stage free, but for those that they depend on", async () => {
    const { world, up } = await staged(three, [...names, "tools", "edge"]);
    world.git.make({
      ...environmentFiles("dev", "spec: { values: { a: b } }\n"),
      ...environmentFiles("staging", "spec: { values: { a: b } }\n"),
      ...environmentFiles("tools", "spec: { values: { a: b } }\n"),
      ...environmentFiles("edge", "spec: { values: { a: b }, dependsOn: [staging] }\n"),
    });
    expect(ends(await up())).toEqual({ dev: "unchanged", edge: "behind", staging: "soaking", tools: "unchanged" });
  });

  it("starts nothing after a failure, and says after which", async () => {
    const { world, up, change } = await staged(three.replaceAll(/, soak: \w+/g, ""));
    change("b");
    world.engine.failing.add("staging");
    const run = await up();
    expect(ends(run)).toEqual({ dev: "applied", prod: "failed", staging: "failed" });
    expect(text(run)).toContain("prod (stage last): stopped: staging did not succeed");
    world.engine.failing.clear();
    expect(ends(await up())).toEqual({ prod: "applied", staging: "unchanged" });
  });

  it("starts nothing more once it is interrupted", async () => {
    const { world, up, change } = await staged(three.replaceAll(/, soak: \w+/g, ""));
    change("b");
    world.engine.during = async (verb) => {
      if (verb === "up") world.interrupt.abort();
    };
    const run = await up();
    expect(ends(run)).toEqual({ dev: "applied", prod: "not-started", staging: "not-started" });
    expect(text(run)).toContain("interrupted");
  });
});

describe("the health of a stage", () => {
  const noSoak = three.replaceAll(/, soak: \w+/g, "");

  it("lets the next one follow in the same run while it is good", async () => {
    const asked: string[] = [];
    const { world, up } = await staged(
      noSoak,
      names,
      saying(({ name }) => (asked.push(name), { kind: "healthy" })),
    );
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b", name))));
    expect(Object.values(ends(await up()))).toEqual(["unchanged", "unchanged", "unchanged"]);
    // Before prod, both that come before it.
    expect(asked.toSorted()).toEqual(["dev", "dev", "prod", "staging"]);
  });

  it("is looked at again before each wave: what was good before another one may be bad after it", async () => {
    let looks = 0;
    const { world, up } = await staged(
      noSoak,
      names,
      saying(({ name }) => {
        if (name !== "dev" || ++looks === 1) return { kind: "healthy" };
        return { kind: "degraded", because: "dev: answers 503" };
      }),
    );
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b", name))));
    const run = await up();
    expect(ends(run)).toEqual({ dev: "unchanged", prod: "unhealthy", staging: "unchanged" });
    expect(run.health).toEqual([
      { environment: "dev", health: { kind: "degraded", because: "dev: answers 503" } },
      { environment: "staging", health: { kind: "healthy" } },
    ]);
  });

  it("loses nothing of what was done where looking at it falls over, and leaves the rest to the next run", async () => {
    let isBroken = true;
    const { world, up } = await staged(
      noSoak,
      names,
      saying(() => {
        if (isBroken) throw new RangeError("the clock stands still");
        return { kind: "healthy" };
      }),
    );
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b", name))));
    const run = await up();
    expect(ends(run)).toEqual({ dev: "unchanged", prod: "not-started", staging: "not-started" });
    expect(text(run)).toContain("what comes next cannot be told: the clock stands still");
    expect(world.history.records[0]).toMatchObject({ kind: "up", environments: [{ environment: "dev" }, {}, {}] });
    isBroken = false;
    expect(Object.keys(ends(await up())).toSorted()).toEqual(["prod", "staging"]);
  });

  it("stops the promotion when a check fails, says where and why, and leaves the rest untouched", async () => {
    const { world, up } = await staged(
      noSoak,
      names,
      saying(({ name }) => ({ kind: "degraded", because: `${name}: answers 503 instead of 200` })),
    );
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b"))));
    const before = world.now;
    const run = await up();
    expect(ends(run)).toEqual({ dev: "unchanged", prod: "unhealthy", staging: "unhealthy" });
    expect(run.health).toEqual([
      { environment: "dev", health: { kind: "degraded", because: "web: answers 503 instead of 200" } },
    ]);
    expect(text(run)).toContain("dev is degraded: web: answers 503 instead of 200");
    expect(text(run)).toContain("2 environments left untouched");
    // It was looked at again for as long as the check allows.
    expect(world.now - before).toBeGreaterThanOrEqual(5000);
  });

  it("gives what was just brought up the time that its check allows", async () => {
    let left = 1;
    const { world, up } = await staged(
      noSoak,
      ["dev"],
      saying(() => (left-- > 0 ? { kind: "degraded", because: "web: answers 503" } : { kind: "healthy" })),
    );
    world.git.make(withCheck("dev", "b"));
    const run = await up();
    expect(run.health).toEqual([{ environment: "dev", health: { kind: "healthy" } }]);
  });

  it("is never taken for good where nothing can ask, and ends the command with 5", async () => {
    const { world, up } = await staged(noSoak);
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b"))));
    const run = await up();
    expect(ends(run)).toMatchObject({ prod: "unhealthy", staging: "unhealthy" });
    expect(text(run)).toContain("dev is unknown: web: nothing asks it here");
    world.git.make(withCheck("dev", "c"));
    expect((await groundwork(world, "up", "--yes")).code).toBe(5);
  });

  it("is asked for again before others follow after its time", async () => {
    let health: Health = { kind: "healthy" };
    const { world, up } = await staged(
      three,
      names,
      saying(() => health),
    );
    world.git.make(Object.assign({}, ...names.map((name) => withCheck(name, "b"))));
    world.now = Date.parse(waitingUntil(await up()) ?? "");
    health = { kind: "degraded", because: "web: answers 500" };
    const stopped = await up();
    expect(ends(stopped)).toEqual({ prod: "unhealthy", staging: "unhealthy" });
    expect((await world.history.list()).records[0]).toMatchObject({
      environments: [{ result: "not-started" }, { environment: "staging", result: "not-started" }],
    });
    expect(text(stopped)).toContain("staging (stage second): stopped: the health of dev is degraded: web: answers 500");
    health = { kind: "healthy" };
    expect(ends(await up())).toEqual({ prod: "soaking", staging: "unchanged" });
  });

  it("is also what the cluster says of itself", async () => {
    const world = new DriverWorld(names);
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster, ...promotionFile(noSoak) });
    const head = world.git.make(
      Object.assign({}, ...names.map((name) => environmentFiles(name, "spec: { values: { a: b } }\n"))),
    );
    const good = healthy(head);
    const message = "1 of 3 objects is not healthy";
    const bad = {
      ...good,
      ready: { ...good.ready, type: "Ready", status: "False", reason: "HealthCheckFailed", message },
    };
    // Converged, and then it degrades: it has a minute to become healthy, without any check that says so.
    world.agent = [good, bad as typeof good];
    const before = world.now;
    const run = await bringUp(
      {
        environments: [],
        refresh: false,
        requirePreview: false,
        confirm: async () => true,
        converge: { timeoutMilliseconds: 1000 },
      },
      world.ports,
    );
    expect(ends(run)).toEqual({ dev: "applied", prod: "unhealthy", staging: "unhealthy" });
    expect(text(run)).toContain(`dev is degraded: its cluster: ${message}`);
    expect(world.now - before).toBeGreaterThanOrEqual(55_000);
    expect(text(run)).toContain("What is held is infrastructure: sync agents follow their branch by themselves");
  });
});

describe("the preview of a change that passes through stages", () => {
  const preview = async (world: DriverWorld) => {
    const base = await world.git.resolve("HEAD");
    return async (files: Readonly<Record<string, string | undefined>>) => {
      const topic = world.git.make(files, { onto: base, branch: "topic" });
      const found = await previewChange({ environments: [], refresh: false, base, head: topic }, world.ports);
      return { found, lines: terminalLines(previewReport(found), plainPaint).join("\n") };
    };
  };
  const all = Object.assign({}, ...names.map((name) => environmentFiles(name, "spec: { values: { a: b } }\n")));

  it("says which stage each environment is in, and what it will wait for", async () => {
    const { world } = await staged(three, [...names, "tools"]);
    const { found, lines } = await (await preview(world))({
      ...all,
      ...environmentFiles("tools", "spec: { values: { a: b } }\n"),
    });
    expect(lines).toContain("stage first: dev first");
    expect(lines).toContain("stage second: staging once first has stood healthy for 30 min");
    expect(lines).toContain(
      "stage last: prod once first has stood healthy for 30 min and second has stood healthy for 1 h",
    );
    expect(lines).toContain("In no stage, so brought up at once: tools");
    expect(previewJson(found).promotion).toMatchObject({ isChanged: false, others: ["tools"] });
    const comment = previewComment(found, { commentBytes: 60_000, dialect: "github", asInvoked: (each) => each });
    expect(comment).toContain("stage second: staging once first has stood healthy for 30 min");
  });

  it("says that a change of the file does not hold for itself", async () => {
    const { world } = await staged();
    const shorter = promotionFile(three.replace("30m", "1s"));
    const { lines } = await (await preview(world))({ ...all, ...shorter });
    expect(lines).toContain("The promotion file changes here: it holds for what is merged after this change");
    expect(lines).toContain("stage second: staging once first has stood healthy for 30 min");
  });

  it("says so as well of the first file there is", async () => {
    const world = new DriverWorld(names);
    const { found, lines } = await (await preview(world))({ ...all, ...promotionFile(three) });
    expect(lines).toContain("The promotion file changes here");
    expect(found.promotion?.stages).toEqual([]);
  });

  it("is refused while the file that it brings is wrong, with every issue", async () => {
    const { world } = await staged();
    const make = await preview(world);
    const wrong = promotionFile(
      "    - { name: a, environments: [dve] }\n    - { name: b, environments: [prod], after: [c] }\n",
    );
    await expect(make({ ...all, ...wrong })).rejects.toThrow(/"dve" \(did you mean dev\?\)[^]*no stage is called "c"/);
  });
});
