import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ForgeUnavailable } from "../../../src/forge/index.ts";
import type { Notice } from "../../../src/notify/index.ts";
import { newsText, noticeText } from "../../../src/notify/notice-text.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles } from "../../fakes/driver/driver-world.ts";
import { network, QueueStage } from "./queue-stage.ts";

const hour = 3_600_000;
const file = "environments/notifications.yaml";
const text = `apiVersion: groundwork.dev/v1
kind: Notifications
spec:
  after: { waiting: 1h }
  routes:
    - { name: ops, tell: [waiting], slack: { channel: C0123456789, tokenFrom: SLACK_TOKEN } }
    - { name: issues, tell: [waiting], issue: true }
`;

describe("groundwork drift --notify", () => {
  let stage: QueueStage;
  let told: Notice[];
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-metrics-"));
    stage = new QueueStage();
    stage.world.local = false;
    told = [];
    stage.world.notifierOf = ({ name }) => ({
      async tell(notice) {
        if (name === "issues") throw new Error("the forge is away");
        told.push(notice);
        return await Promise.resolve({});
      },
    });
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  const drift = async (...flags: readonly string[]) => await groundwork(stage.world, "drift", "--notify", ...flags);
  const waiting = () => told.filter(({ kind }) => kind === "waiting");

  it("tells of a merge that waits for an approval, and that it does not any more", async () => {
    const { world, merged, start, upOf } = stage;
    const configured = world.git.make({ [file]: text });
    stage.host.branchHeads.set("refs/heads/main", configured);
    const first = await merged(1, changedFiles("dev", "b"), { dev: network(1) }, { approved: false });
    await upOf(start, first);
    await drift();
    expect(waiting()).toEqual([]);
    world.now += hour;
    await drift();
    world.now += hour;
    await drift();
    const [notice, ...more] = waiting();
    if (!notice) throw new Error("it was not told");
    expect(more).toEqual([]);
    const { title, facts } = noticeText(notice);
    expect(title).toBe("Waiting for approval in dev");
    expect(facts).toContainEqual([
      "why",
      expect.stringContaining(`${first.slice(0, 7)}: change request 1 lacks 1 approval`),
    ]);

    // It is approved by none, and a later merge that shows all of it is.
    const second = await merged(2, changedFiles("dev", "c"), { dev: network(1) });
    await upOf(first, second);
    await drift();
    world.now += hour;
    await drift();
    expect(waiting().map(newsText).at(-1)).toBe("Gone from dev.");
  });

  it("says that it is not known what waits where the forge does not answer, and tells of nothing that it is over", async () => {
    const { world, host, merged } = stage;
    stage.host.branchHeads.set("refs/heads/main", world.git.make({ [file]: text }));
    await merged(1, changedFiles("dev", "b"), { dev: network(1) }, { approved: false });
    await drift();
    world.now += hour;
    await drift();
    const { changeRequests } = host.forge;
    if (!changeRequests) throw new Error("this forge has change requests");
    const away = async () =>
      await Promise.reject(new ForgeUnavailable({ forge: "memory", what: "it is away", request: "" }));
    const silent = { forge: { ...host.forge, changeRequests: { ...changeRequests, mergedBy: away } } };
    world.host = silent as never;
    world.now += 3 * hour;
    const { err } = await drift();
    expect(err).toContain("It is not known what waits for an approval");
    expect(waiting()).toHaveLength(1);
  });

  it("writes how many messages were sent and failed into the metrics, and what the forge still takes", async () => {
    const { world, host, merged } = stage;
    stage.host.branchHeads.set("refs/heads/main", world.git.make({ [file]: text }));
    await merged(1, changedFiles("dev", "b"), { dev: network(1) }, { approved: false });
    const requestLimit = () => ({ left: 41, limit: 5000, resetsAt: "2026-01-05T12:00:00.000Z" });
    world.host = { forge: { ...host.forge, requestLimit } } as never;
    await drift();
    world.now += hour;
    const metrics = path.join(folder, "drift.prom");
    await drift("--metrics", metrics);
    const lines = (await readFile(metrics, "utf8")).split("\n");
    for (const line of [
      'groundwork_notifications{command="drift",channel="slack",result="sent"} 1',
      'groundwork_notifications{command="drift",channel="slack",result="failed"} 0',
      'groundwork_notifications{command="drift",channel="issue",result="failed"} 1',
      'groundwork_forge_requests_left{command="drift",forge="local"} 41',
    ])
      expect(lines).toContain(line);
  });
});
