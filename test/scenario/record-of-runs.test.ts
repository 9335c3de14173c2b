import { beforeEach, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/history/index.ts";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld } from "../fakes/driver/driver-world.ts";

const urn = (stack: string, name: string) => `urn:pulumi:${stack}::groundwork::gcp:compute/network:Network::${name}`;

let world: DriverWorld;
beforeEach(() => {
  world = new DriverWorld(["dev", "staging"]);
});

/** Merges a change of dev: previews it, then brings it up. @returns the commit */
async function merge(size: number): Promise<string> {
  world.engine.wanted.set("dev", { main: { size }, other: { size: 1 } });
  const commit = world.git.make({ "environments/dev/apps/size.txt": String(size) });
  expect((await groundwork(world, "preview", "--env", "dev")).code).toBe(0);
  expect((await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev")).code).toBe(0);
  return commit.slice(0, 7);
}

describe("groundwork history", () => {
  it("lists previews and runs, newest first, with commit, person and result", async () => {
    const commit = await merge(1);
    const { code, out } = await groundwork(world, "history");
    expect(code).toBe(0);
    const [up, preview] = out.split("\n").filter((text) => text.includes(commit));
    expect(up).toMatch(/ago\s+up\s+\S+\s+Ada\s+dev succeeded\s+applied\s/);
    expect(preview).toMatch(/ago\s+preview\s+\S+\s+Ada\s+dev shown\s+planned\s/);
  });

  it("names the merges that a run brought up together, and says of a preview that a part of it failed", async () => {
    const first = await merge(1);
    const skipped = world.git.make({ "environments/dev/apps/size.txt": "2" });
    const last = world.git.make({ "environments/dev/apps/size.txt": "3" });
    world.engine.wanted.set("dev", { main: { size: 3 }, other: { size: 1 } });
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev")).code).toBe(0);
    world.engine.wanted.set("staging", new Error("no such region"));
    await groundwork(world, "preview", "--env", "dev", "staging");
    const { events } = JSON.parse((await groundwork(world, "history", "--json")).out);
    expect(events.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      "failed",
      "applied",
      "applied",
      "planned",
    ]);
    expect(events[1]).toMatchObject({ commit: last, merges: [skipped, last] });
    // Nothing is known to have stood before the first run.
    expect(events[2]).toMatchObject({ commit: expect.stringMatching(first) });
    expect(events[2].merges).toBeUndefined();
    expect((await groundwork(world, "history", "dev")).out).toContain(`${last.slice(0, 7)} and 1 before`);
    const { out } = await groundwork(world, "explain", "gcp:compute/network:Network::main", "--env", "dev");
    expect(out).toContain(`merged since the run before: ${skipped.slice(0, 7)}, ${last.slice(0, 7)}`);
  });

  it("shows as many as asked for, of one environment, and says that there are older ones", async () => {
    await merge(1);
    await groundwork(world, "preview", "--env", "staging");
    const all = JSON.parse((await groundwork(world, "history", "--json")).out);
    expect(all).toMatchObject({ kind: "history", version: 1, more: false, unreadable: [] });
    expect(all.events).toHaveLength(3);
    const one = JSON.parse((await groundwork(world, "history", "dev", "--limit", "1", "--json")).out);
    expect(one).toMatchObject({ environment: "dev", more: true, events: [{ kind: "up" }] });
    expect((await groundwork(world, "history", "dev", "--limit", "1")).out).toContain("show more with --limit");
    expect((await groundwork(world, "history", "nowhere")).out).toContain("Nothing is on record of nowhere.");
  });

  it("says where the chains end, and ends with 4 at the first record that was altered or cannot be read", async () => {
    await merge(1);
    const intact = await groundwork(world, "history", "--verify");
    expect(intact.code).toBe(0);
    expect(intact.out).toContain(`dev ${world.history.records[0]?.link?.digest}`);
    const [up] = world.history.records;
    if (up) world.history.records[0] = { ...(up as RunRecord), by: "Eve" };
    const broken = await groundwork(world, "history", "--verify");
    expect(broken.code).toBe(4);
    expect(broken.out).toContain(`The chain is broken at ${up?.id}: it was altered`);
    world.history.records.shift();
    world.history.unreadable.push("00000002.json");
    const unread = await groundwork(world, "history", "--verify");
    expect([unread.code, unread.out]).toEqual([4, expect.stringContaining("1 record cannot be read")]);
  });
});

describe("groundwork explain", () => {
  it("names the run, commit and person that made a resource what it is, and the preview that showed it", async () => {
    const first = await merge(1);
    const second = await merge(2);
    const { code, out } = await groundwork(world, "explain", "main", "--env", "dev");
    expect(code).toBe(0);
    expect(out).toContain(urn("dev", "main"));
    expect(out).toMatch(new RegExp(`update by the up of ${second}, .* ago \\(2026-.*\\), for Ada`));
    expect(out).toContain("properties: size");
    expect(out).toMatch(new RegExp(`shown by the preview of ${second} at .*, for Ada`));
    expect(out).toMatch(new RegExp(`ago\\s+create\\s+up\\s+${first}\\s+Ada`));
    expect(out).toContain("no change request is on record");
  });

  it.each(["gcp:compute:Network::main", "gcp:compute:Network main"])(
    "takes a resource by its type and name as a plan prints them: %s",
    async (printed) => {
      await merge(1);
      const { code, out } = await groundwork(world, "explain", printed, "--env", "dev");
      expect([code, out]).toEqual([0, expect.stringContaining(urn("dev", "main"))]);
    },
  );

  it("leaves runs out that changed other resources alone", async () => {
    const first = await merge(1);
    await merge(2);
    const explained = JSON.parse((await groundwork(world, "explain", urn("dev", "other"), "--json")).out);
    expect(explained).toMatchObject({ kind: "explanation", version: 1, environment: "dev", earlier: [] });
    expect(explained.last).toMatchObject({ ops: ["create"], run: { verb: "up", by: "Ada" } });
    expect(explained.last.run.commit.slice(0, 7)).toBe(first);
  });

  it("names change request, approvals and why there was no review, from the run or from its preview", async () => {
    await merge(1);
    const [up, preview] = world.history.records;
    const changeRequest = { forge: "gitea", number: 7, url: "https://git.example.com/acme/infra/pulls/7" };
    const approvals = [{ id: "4", name: "Grace", commit: "0123456789", at: "2026-01-01T00:00:00.000Z" }];
    if (up) world.history.records[0] = { ...up, unreviewed: "the forge was down" };
    if (preview) world.history.records[1] = { ...preview, changeRequest, approvals };
    const { out } = await groundwork(world, "explain", "main");
    expect(out).toContain("change request gitea #7 https://git.example.com/acme/infra/pulls/7");
    expect(out).toContain("approved by Grace at 0123456");
    expect(out).toContain("not reviewed: the forge was down");
  });

  it("names no change request that showed an equal plan for another commit", async () => {
    await merge(1);
    const [, preview] = world.history.records;
    const changeRequest = { forge: "gitea", number: 8, url: "https://git.example.com/acme/infra/pulls/8" };
    if (preview?.kind === "preview")
      world.history.records[1] = { ...preview, changeRequest, range: { ...preview.range, head: "f".repeat(40) } };
    const { out } = await groundwork(world, "explain", "main");
    expect(out).toContain("shown by the preview of fffffff");
    expect(out).toContain("no change request is on record");
  });

  it("says that no preview on record showed a plan when there is none", async () => {
    await merge(1);
    world.history.records.pop();
    expect((await groundwork(world, "explain", "main")).out).toContain("no preview on record showed this plan");
  });

  it("does not know a resource that no run on record changed, and names the nearest one that it knows", async () => {
    await merge(1);
    world.history.unreadable.push("00000007.json");
    const { code, err } = await groundwork(world, "explain", "mian", "--env", "dev");
    expect(code).toBe(5);
    expect(err).toContain("No run on record of dev changed mian (did you mean main?)");
    expect(err).toContain("00000007.json cannot be read");
  });

  it("asks which one is meant when several environments have a resource of the name", async () => {
    await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev", "staging");
    const { code, err } = await groundwork(world, "explain", "main");
    expect(code).toBe(2);
    for (const name of ["dev", "staging"]) expect(err).toContain(`${urn(name, "main")} of ${name}`);
    expect((await groundwork(world, "explain", "main", "--env", "staging")).code).toBe(0);
  });
});
