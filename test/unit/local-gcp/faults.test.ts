import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultPlan } from "../../../src/local/cloud/gcp/index.ts";
import { openWorld, subjectOf, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const NETWORK = "gcp:compute/network:Network";
const BUCKET = "gcp:storage/bucket:Bucket";
const tokens = () => [...world.facts.tokens(), ...world.facts.functions()];

const createNetwork = (name: string) => world.program.create(NETWORK, name, { name });
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (thrown: Error) => thrown.message.split(": ").slice(1, 2)[0],
  );

describe("a fault", () => {
  it("lets each call that it is about fail, and no other one", async () => {
    await world.faults.add({ on: "create", type: "network", match: "main*", error: "backendError" });
    const calls = ["main", "main-2", "other"].map((name) => outcomeOf(createNetwork(name)));
    expect(await Promise.all(calls)).toEqual(["503 backendError", "503 backendError", "done"]);
    const bucket = world.program.create(BUCKET, "main", { name: "main", location: "EU" });
    expect(await outcomeOf(bucket)).toBe("done");
    expect([...world.store.all()].map(({ id }) => id)).toEqual(["projects/p/global/networks/other", "main"]);
  });

  it("names itself, and how it is removed", async () => {
    await world.faults.add({ on: "create", error: "403:quotaExceeded" });
    await expect(createNetwork("one")).rejects.toMatchObject({
      code: "local-injected-failure",
      message:
        "local cloud: 403 quotaExceeded: create of gcp:compute/network:Network projects/p/global/networks/one fails, " +
        "as fault f1 of its fault plan says. Remove the fault with: groundwork local faults remove f1",
    });
  });

  it.each([
    [{ nth: 2 }, ["done", "failed", "done", "done"]],
    [{ nth: 2, times: 2 }, ["done", "failed", "failed", "done"]],
    [{ times: 1 }, ["failed", "done", "done", "done"]],
    [{}, ["failed", "failed", "failed", "failed"]],
  ])("meets the calls that its numbers say: %j", async (numbers, expected) => {
    await world.faults.add({ on: "create", error: "503", ...numbers });
    const outcomes: string[] = [];
    for (const name of ["a", "b", "c", "d"])
      outcomes.push((await outcomeOf(createNetwork(name))) === "done" ? "done" : "failed");
    expect(outcomes).toEqual(expected);
  });

  it("meets reads, updates, deletions and invokes too", async () => {
    const { subject, inputs, outputs } = await createNetwork("one");
    for (const on of ["read", "update", "delete", "invoke"]) await world.faults.add({ on, error: "429" });
    const { provider } = world;
    const change = { oldInputs: inputs, oldOutputs: outputs, news: inputs, preview: false, ignoreChanges: [] };
    const invoked = provider.invoke("gcp:compute/getNetwork:getNetwork", { name: "one" });
    const calls = [
      provider.read(subject, { inputs, outputs }),
      provider.update(subject, change),
      provider.delete(subject),
      invoked,
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(Array(4).fill("429 rateLimitExceeded"));
    expect(world.store.count).toBe(1);
    expect(world.faults.list().map(({ met }) => met)).toEqual([1, 1, 1, 1]);
  });

  it("does not touch a preview, which calls no API", async () => {
    await world.faults.add({ on: "create", error: "503" });
    const preview = world.provider.create(subjectOf(NETWORK, "one"), { inputs: { name: "one" }, preview: true });
    expect(await outcomeOf(preview)).toBe("done");
  });

  it("ends a late or an unanswered call as soon as the caller gives up", async () => {
    await world.faults.add({ match: "late", late: "24h" });
    await world.faults.add({ match: "silent", timeout: "24h" });
    for (const [type, name] of [
      [NETWORK, "late"],
      [BUCKET, "late"],
      [NETWORK, "silent"],
    ] as const) {
      const giveUp = new AbortController();
      const inputs = type === NETWORK ? { name } : { name, location: "EU" };
      const call = world.provider.create(subjectOf(type, name, giveUp.signal), { inputs, preview: false });
      giveUp.abort();
      await expect(call).rejects.toMatchObject({ name: "AbortError" });
    }
  });

  it("says after how long a call was not answered, and leaves nothing done", async () => {
    await world.faults.add({ on: "create", timeout: "10ms" });
    await expect(createNetwork("one")).rejects.toThrow(
      "504 DEADLINE_EXCEEDED: create of gcp:compute/network:Network projects/p/global/networks/one was not answered for 0.01 s",
    );
    expect(world.store.count).toBe(0);
  });
});

describe("the fault plan", () => {
  it("is the same after a restart, with what was counted", async () => {
    await world.faults.add({ on: "create", error: "503", nth: 2 });
    await world.faults.add({ type: "compute/subnetwork", late: "1m30s" });
    await createNetwork("one");
    const again = await FaultPlan.open(world.folder, tokens);
    expect(again.list()).toEqual(world.faults.list());
    expect(again.list()[0]).toMatchObject({ id: "f1", seen: 1, met: 0 });
  });

  it("gives no id twice, and names those there are", async () => {
    await world.faults.add({ error: "503" });
    await world.faults.remove("f1");
    expect((await world.faults.add({ error: "503" })).id).toBe("f2");
    await expect(world.faults.remove("f1")).rejects.toThrow("The fault plan has no fault f1. Give one of: f2.");
    await world.faults.clear();
    expect(world.faults.list()).toEqual([]);
  });

  it("says everything that is wrong with a fault, each with what is right", async () => {
    const request = {
      on: "creat",
      type: "compute/netwrk",
      nth: 0,
      times: 1.5,
      error: "backendEror",
      halfWay: true,
      late: "soon",
      timeout: "25h",
    };
    await expect(world.faults.add(request)).rejects.toMatchObject({
      code: "local-fault-not-understood",
      kind: "invalid",
      message: [
        "on must be create, read, update, delete, invoke or any; it is creat (did you mean create?).",
        "type must be a type or a function of the local cloud, or a part of one; it is compute/netwrk (did you mean compute/network?).",
        "nth must be a whole number from 1; it is 0.",
        "times must be a whole number from 1; it is 1.5.",
        "error must be a reason such as backendError, a status such as 503, or both as 503:reason; it is backendEror (did you mean backendError?).",
        "late must be a duration of at most 24h, such as 90s or 5m; it is soon.",
        "timeout must be a duration of at most 24h, such as 90s or 5m; it is 25h.",
        "timeout cannot be combined with error or late: a call that times out is not answered otherwise.",
        "halfWay is possible of create and update, whose resource then exists; on is creat.",
        "No fault was added. See: groundwork local faults add --help",
      ].join("\n"),
    });
    expect(world.faults.list()).toEqual([]);
  });

  it.each([
    [{ on: "create" }, "error is missing"],
    [{ on: "create", halfWay: true, late: "1s" }, "halfWay needs an error"],
    [{ error: "503", match: "" }, "match must be an id or a name"],
    [{ error: "200" }, "error must be a reason"],
    [{ error: "499" }, "error must be a reason"],
  ])("refuses what means nothing: %j", async (request, problem) => {
    await expect(world.faults.add(request)).rejects.toThrow(problem);
  });

  it.each([
    "{",
    "null",
    '{"last":1}',
    '{"last":1,"faults":[null]}',
    '{"last":1,"faults":[{"id":"f1","on":"any","nth":1,"seen":0,"met":0,"error":5}]}',
  ])("is not taken for an empty one when its file is damaged: %s", async (text) => {
    await writeFile(path.join(world.folder, "faults.json"), text);
    await expect(FaultPlan.open(world.folder, tokens)).rejects.toMatchObject({ code: "local-fault-plan-unreadable" });
  });
});
