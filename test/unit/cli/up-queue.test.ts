import { beforeEach, describe, expect, it } from "vitest";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { acquisitionOf } from "../../contract/lease/acquisitions.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, healthy, profileWithCluster } from "../../fakes/driver/driver-world.ts";
import { passing } from "../../fakes/driver/lease-time.ts";
import { network, QueueStage } from "./queue-stage.ts";

describe("up of what waits on a branch", () => {
  let { world, host, start, merged, upOf, ups, runs, checksOf } = new QueueStage();

  beforeEach(() => {
    ({ world, host, start, merged, upOf, ups, runs, checksOf } = new QueueStage());
  });

  it("brings an environment up once for all its merges, and answers each of them", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    const { code, out } = await upOf(start, first);
    expect(out).toContain("Held to the previews of the change requests 1, 2, which were brought up together");
    expect([code, ups()]).toEqual([0, ["up dev"]]);
    expect(runs()).toMatchObject([{ commit: second, merges: [first, second], queue: { through: second } }]);
    for (const number of [1, 2])
      expect(host.comments.get(`${number} up`)).toContain(`up of \`${second.slice(0, 7)}\`: done`);
    expect(checksOf(first)).toEqual(["pending: running", "success: done"]);
    expect(checksOf(second)).toEqual(["success: done"]);
  });

  it("leaves a merge alone that another job's run has contained, and ends its check", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    await upOf(start, first);
    const { code, out } = await upOf(first, second);
    expect([code, ups()]).toEqual([0, ["up dev"]]);
    expect(out).toContain(`up of ${second.slice(0, 7)}: left as it is, because it was brought up at 2026-`);
    expect(checksOf(second).at(-1)).toBe("success: done");
  });

  it("takes up the merges of jobs that never ran", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    const third = await merged(3, changedFiles("staging", "b"), { staging: network(3) });
    const { code } = await upOf(second, third);
    expect([code, ups()]).toEqual([0, ["up staging", "up dev"]]);
    expect(checksOf(third).at(-1)).toBe("success: done");
    expect(host.comments.get("1 up")).toContain("done");
    expect(host.comments.get("2 up")).toContain("done");
  });

  it("stops before a merge that others did not approve, and goes on with one after it that shows all of it", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) }, { approved: false });
    world.engine.wanted.set("dev", network(1));
    const refused = await upOf(start, second);
    expect([refused.code, ups()]).toEqual([1, ["up dev"]]);
    expect(runs()).toMatchObject([{ commit: first, merges: [first] }]);
    expect(checksOf(first)).toEqual(["pending: running", "success: done"]);
    expect(checksOf(second).at(-1)).toMatch(/^failure: refused/);
    expect(refused.out).toContain(`Waits: dev: ${second.slice(0, 7)} was not approved, and nothing after it`);

    const third = await merged(3, changedFiles("dev", "d"), { dev: network(3) });
    const { code } = await upOf(second, third);
    expect([code, ups()]).toEqual([0, ["up dev", "up dev"]]);
    expect(runs()[0]).toMatchObject({ commit: third, merges: [second, third] });
    expect(host.comments.get("3 up")).toContain("done");
  });

  it("ends the check of a merge that the job of another one has refused before", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) }, { approved: false });
    world.engine.wanted.set("dev", network(1));
    await upOf(start, first);
    await upOf(first, second);
    expect(checksOf(second).map((each) => each.split(":")[0])).toEqual(["failure", "pending", "failure"]);
  });

  it("does nothing that none of the merges showed, and starts the environments that these merges do not change", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    world.engine.wanted.set("dev", network(9));
    const { code } = await upOf(start, second);
    expect([code, ups()]).toEqual([1, ["up staging"]]);
    expect(host.comments.get("1 up")).toContain("what the preview of change request 1 did not show");
    expect(checksOf(first).at(-1)).toMatch(/^failure: 1 of 1 not done/);
    expect(checksOf(second).at(-1)).toBe("success: done");
  });

  it("does not try what failed again for another push, and does when its own job is run again", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.failing.add("dev");
    expect((await upOf(start, first)).code).toBe(1);
    expect(ups()).toEqual(["up dev"]);
    world.engine.failing.clear();
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    expect((await upOf(first, second)).code).toBe(0);
    expect(ups()).toEqual(["up dev", "up staging"]);
    expect((await upOf(start, first)).code).toBe(0);
    expect(ups()).toEqual(["up dev", "up staging", "up dev"]);
    expect(checksOf(first).at(-1)).toBe("success: done");
  });

  it("does not let the check of a merge wait for an environment that no run to come brings up", async () => {
    const both = { ...changedFiles("dev", "b"), ...changedFiles("staging", "b") };
    const first = await merged(1, both, { dev: network(1), staging: network(1) });
    world.engine.wanted.set("staging", new Error("no such region"));
    expect((await upOf(start, first)).code).not.toBe(0);
    expect(ups()).toEqual([]);
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    expect((await upOf(first, second)).code).toBe(0);
    expect(runs()[0]).toMatchObject({ merges: [first, second], environments: [{ environment: "dev" }] });
    expect(checksOf(first).at(-1)).toBe("failure: not brought up: staging");
    expect(checksOf(second).at(-1)).toBe("success: done");
  });

  it("contains what a failed run left undone in the next merge of its environment", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.failing.add("dev");
    await upOf(start, first);
    world.engine.failing.clear();
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    expect((await upOf(first, second)).code).toBe(0);
    expect(runs()[0]).toMatchObject({ commit: second, merges: [first, second] });
    expect(checksOf(first).at(-1)).toBe("success: done");
  });

  it("leaves environments of other pushes to the runs that are changing them", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const first = await world.git.resolve("HEAD");
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    let held = await world.leases.acquire(["dev"], acquisitionOf("Eve"));
    passing(world, async () => {
      held = await world.leases.renew(held);
    });
    const { code, out } = await upOf(first, second);
    expect([code, ups()]).toEqual([0, ["up staging"]]);
    expect(out).toContain("Left to others: dev: another run is changing it, and the next job goes on with what waits");
  });

  it("says of a merge that changes no environment that there is nothing to do", async () => {
    const first = await merged(1, { "README.md": "# Platform\n" }, {});
    const { code, out } = await upOf(start, first);
    expect([code, ups()]).toEqual([0, []]);
    expect(checksOf(first).at(-1)).toBe("success: nothing to do");
    expect(out).toContain("nothing");
  });

  it("brings up all that waits where it is told of no push", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    const { code } = await groundwork(world, "up", "--yes", "--no-wait", "--queue");
    expect([code, ups().toSorted()]).toEqual([0, ["up dev", "up staging"]]);
    expect(await groundwork(world, "up", "--yes", "--no-wait", "--queue")).toMatchObject({ code: 0 });
    expect(ups()).toHaveLength(2);
  });

  it("contains merges that came while its first run lasted in a second one", async () => {
    const heads = [await merged(1, changedFiles("dev", "b"), { dev: network(1) })];
    let hasBegun = false;
    world.engine.during = async (verb) => {
      if (hasBegun || verb !== "up") return;
      hasBegun = true;
      for (const number of [2, 3, 4, 5, 6])
        heads.push(await merged(number, changedFiles("dev", "b".repeat(number)), { dev: network(number) }));
    };
    expect((await upOf(start, heads[0] ?? "")).code).toBe(0);
    expect(ups()).toEqual(["up dev", "up dev"]);
    expect(runs().map(({ merges }) => merges)).toEqual([heads.slice(1), heads.slice(0, 1)]);
    for (const [index, head] of heads.entries()) {
      expect(checksOf(head).at(-1)).toBe("success: done");
      expect((await upOf(heads[index - 1] ?? start, head)).code).toBe(0);
    }
    expect(ups()).toHaveLength(2);
  });

  it("waits once for an agent that is late, and once more when its job is run again", async () => {
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.engine.standing.set("dev", network(1));
    start = await world.git.resolve("HEAD");
    const app = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: new }\n";
    const first = await merged(1, { "environments/dev/apps/web.yaml": app }, { dev: network(1) });
    world.agent = [{ ...healthy(start), fetchedCommit: first }];
    const up = async () => await groundwork(world, "up", "--yes", "--queue", "--since", start, "--head", first);
    expect((await up()).code).toBe(1);
    expect(runs()).toHaveLength(1);
    expect(host.comments.get("1 up")).toContain("not converged");
    world.agent = [healthy(first)];
    expect((await up()).code).toBe(0);
    expect(runs()).toHaveLength(2);
    expect(host.comments.get("1 up")).not.toContain("not converged");
    expect((await up()).code).toBe(0);
    expect(runs()).toHaveLength(2);
  });

  it("does not bring up what a later merge has removed", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const none = Object.fromEntries(Object.keys(changedFiles("dev", "b")).map((path) => [path, undefined]));
    const second = world.git.make(none);
    host.branchHeads.set("refs/heads/main", second);
    const { code, out } = await upOf(start, first);
    expect([code, ups()]).toEqual([0, []]);
    expect(out).toContain(`up of ${first.slice(0, 7)}: nothing to do, because its environments were removed since`);
    expect(checksOf(first)).toEqual(["success: nothing to do: its environments were removed since"]);
  });

  it("is shown by groundwork queue, with what no run has tried", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.failing.add("dev");
    await upOf(start, first);
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    const { code, out } = await groundwork(world, "queue", "--json", "--exit-code");
    expect([code, JSON.parse(out)]).toEqual([
      3,
      {
        kind: "waiting",
        version: 1,
        branch: "main",
        tip: second,
        environments: [
          { name: "dev", commits: [first], due: [] },
          { name: "staging", commits: [second], due: [second] },
        ],
        longWaiting: [],
        leftGit: [],
      },
    ]);
    expect((await groundwork(world, "queue")).out).toMatch(/dev\s+1 commit\s+\w{7}\s+tried; waits for another merge/);
    world.engine.failing.clear();
    await upOf(start, second);
    expect(await groundwork(world, "queue", "--exit-code")).toMatchObject({
      code: 0,
      out: expect.stringContaining("Nothing waits"),
    });
  });

  it("goes past a merge without an approval as far as the last one with it, and no further", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) }, { approved: false });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) });
    const third = await merged(3, changedFiles("dev", "d"), { dev: network(3) }, { approved: false });
    world.engine.wanted.set("dev", network(2));
    const { code, out } = await upOf(start, third);
    expect([code, ups()]).toEqual([1, ["up dev"]]);
    expect(runs()).toMatchObject([{ commit: second }]);
    expect(out).toContain(`Waits: dev: ${third.slice(0, 7)} was not approved`);
  });

  it("comes to an end where nothing can be recorded", async () => {
    await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(2) }, { approved: false });
    world.engine.wanted.set("dev", network(1));
    world.history.refusal = new RecordNotWritten({ place: "notes", id: "up", problem: "refused" });
    const { code } = await upOf(start, second);
    expect([code, ups()]).toEqual([1, ["up dev"]]);
  });

  it("shows what it brought up where the branch cannot be read any more", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.during = async (verb) => {
      if (verb !== "up") return;
      host.onBranchRead = () => {
        throw new RecordNotWritten({ place: "the branch", id: "up", problem: "gone" });
      };
    };
    const ended = await upOf(start, first);
    expect([ended.code, ups()]).toEqual([1, ["up dev"]]);
    expect(ended.out).toContain(`up of ${first.slice(0, 7)}: done`);
    expect(host.comments.get("1 up")).toContain(": done");
    expect(checksOf(first).at(-1)).toBe("success: done");
  });

  it("leaves the result of a merge as it is where something else fails after it", async () => {
    const other = await merged(1, changedFiles("staging", "b"), { staging: network(1) });
    const first = await merged(2, changedFiles("dev", "b"), { dev: network(2) });
    world.engine.onPreview = (_, work) => {
      if (work.stack.stack === "staging")
        throw new RecordNotWritten({ place: "the engine", id: "up", problem: "gone" });
    };
    const { code } = await upOf(other, first);
    expect([code, checksOf(first).at(-1)]).toEqual([1, "success: done"]);
  });

  it("does not plan again for other pushes what it refused, and answers for its own push alone", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    world.engine.wanted.set("dev", network(9));
    expect((await upOf(start, first)).code).toBe(4);
    expect(runs()).toMatchObject([{ environments: [{ environment: "dev", result: "refused" }] }]);
    const previews = () => world.engine.calls.filter((call) => call === "preview dev").length;
    const before = previews();
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    expect((await upOf(first, second)).code).toBe(0);
    expect(previews()).toBe(before);
    const third = await merged(3, changedFiles("dev", "c"), { dev: network(3) }, { approved: false });
    world.engine.wanted.set("dev", network(9));
    const fourth = await merged(4, changedFiles("staging", "c"), { staging: network(4) });
    expect((await upOf(third, fourth)).code).toBe(0);
  });

  it("looks no further back than a run has looked before it", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    await upOf(start, first);
    for (let count = 0; count < 1010; count++) world.git.make({ "notes.txt": String(count) });
    const second = await merged(2, changedFiles("staging", "b"), { staging: network(2) });
    const third = await merged(3, changedFiles("staging", "c"), { staging: network(3) });
    expect((await upOf(second, third)).code).toBe(0);
    expect(runs()[0]).toMatchObject({ commit: third, merges: [second, third] });
  });

  it("is one result for programs, with a run for each", async () => {
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) });
    const { code, out } = await upOf(start, first, "--json");
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      { kind: "queue", branch: "main", runs: [{ kind: "up", commit: first, succeeded: true }], waiting: [], left: [] },
    ]);
    expect(JSON.parse((await upOf(start, first, "--json")).out)).toMatchObject({
      runs: [],
      contained: [{ commit: first }],
    });
    const single = await groundwork(world, "up", "--yes", "--since", start, "--json");
    expect(single).toMatchObject({ code: 2, err: expect.stringContaining("without --queue") });
  });

  it("needs a forge", async () => {
    world.host = undefined;
    expect(await groundwork(world, "up", "--queue", "--yes")).toMatchObject({ code: 2 });
  });
});
