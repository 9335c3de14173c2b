import { beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { MemoryLeaseStore } from "../../fakes/driver/memory-lease-store.ts";
import { network, QueueStage } from "./queue-stage.ts";

describe("up of what waits on a branch, where something comes between", () => {
  let { world, host, start, merged, upAll, upOf, ups, runs, checksOf } = new QueueStage();

  beforeEach(() => {
    ({ world, host, start, merged, upAll, upOf, ups, runs, checksOf } = new QueueStage());
  });

  const both = { ...changedFiles("dev", "b"), ...changedFiles("staging", "b") };

  it("goes on with the merges of a job that was interrupted while it planned", async () => {
    const first = await merged(1, both, { dev: network(1), staging: network(1) });
    const { interrupt } = world;
    world.engine.onPreview = () => interrupt.abort();
    const interrupted = await upOf(start, first);
    expect([interrupted.code, ups()]).toEqual([130, []]);
    world.engine.onPreview = () => {};
    world.interrupt = new AbortController();
    expect(JSON.parse((await groundwork(world, "queue", "--json")).out).environments).toEqual([
      { name: "dev", commits: [first], due: [first] },
      { name: "staging", commits: [first], due: [first] },
    ]);
    const { code } = await upAll();
    expect([code, ups()]).toEqual([0, ["up dev", "up staging"]]);
  });

  it("brings up the other environments where the lease of one cannot be read, and says so of that one in the end", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    const store = new MemoryLeaseStore();
    store.documents.set("dev", "");
    world.leaseStore = store;
    const { code, err } = await upAll();
    expect(ups()).toEqual(["up staging"]);
    expect(checksOf(second).at(-1)).toBe("success: done");
    expect(err).toMatch(/What waits on main was brought up in part: .*the lease of dev cannot be read.*\(queue-left\)/);
    expect(code).toBe(1);
  });

  it("names what an earlier run has tried, and says where nothing waits", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.failing.add("dev");
    await upOf(start, first);
    const { out, code } = await upAll();
    expect(code).toBe(0);
    expect(out).toContain(`Waits: dev: 1 commit since ${first.slice(0, 7)} did not come to it`);
    expect(JSON.parse((await upAll("--json")).out).left).toEqual([{ kind: "tried", name: "dev", commits: [first] }]);
    world.engine.failing.clear();
    await upOf(start, first);
    expect((await upAll()).out).toContain("Nothing waits on main");
  });

  it("names what the branch has removed and still stands, also where the job of that merge was lost", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    await upOf(start, first);
    const removal = Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined]));
    await merged(2, removal as never, {});
    for (const command of [await upAll(), await groundwork(world, "queue")])
      expect(command.out).toContain(
        "dev left Git. Its resources stay as they are until you run: groundwork destroy --env dev",
      );
    for (const command of [await upAll("--json"), await groundwork(world, "queue", "--json")])
      expect(JSON.parse(command.out).leftGit).toEqual(["dev"]);
    world.git.make(environmentFiles("dev"));
    host.branchHeads.set("refs/heads/main", await world.git.resolve("HEAD"));
    expect(JSON.parse((await groundwork(world, "queue", "--json")).out).leftGit).toEqual([]);
  });

  it("keeps the first merge of a record in the queue although no preview showed it", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) }, { previewed: false });
    const refused = await upOf(start, first);
    expect([refused.code, ups()]).toEqual([4, []]);
    expect(refused.out).toContain("something would happen that no preview showed. Nothing was changed.");
    const waiting = async () => JSON.parse((await groundwork(world, "queue", "--json")).out).environments;
    expect(await waiting()).toEqual([{ name: "dev", commits: [first], due: [] }]);
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    await upOf(first, second);
    expect(await waiting()).toEqual([{ name: "dev", commits: [first], due: [] }]);
    expect(runs()).toHaveLength(2);
    expect(host.comments.get("2 up")).toContain("done");
  });
});
