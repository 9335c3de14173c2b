import { beforeEach, describe, expect, it } from "vitest";
import type { AuditLog } from "../../../src/audit/index.ts";
import { type FleetDrift, findingsOf } from "../../../src/drift/index.ts";
import { bringUp, detectDrift, type FlowPorts, tellOfDrift } from "../../../src/flows/index.ts";
import type { Notice } from "../../../src/notify/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { passing } from "../../fakes/driver/lease-time.ts";
import { minute } from "../notify/told-world.ts";

const routes =
  "apiVersion: groundwork.dev/v1\nkind: Notifications\nspec:\n  routes:\n    - { name: ops, issue: true }\n";

let world: DriverWorld;
let told: Notice[];

beforeEach(async () => {
  world = new DriverWorld(["dev"]);
  world.git.make({ "environments/notifications.yaml": routes });
  told = [];
  world.notifierOf = ({ name }) => ({
    async tell(notice) {
      told.push(notice);
      return await Promise.resolve({ message: `message of ${name}` });
    },
  });
  const up = { environments: [], refresh: false, requirePreview: false };
  await bringUp({ ...up, confirm: async () => await Promise.resolve(true) }, world.ports);
});

const scan = async (ports: Partial<FlowPorts> = {}): Promise<FleetDrift> =>
  await detectDrift({ environments: [], layers: [] }, { ...world.ports, ...ports });
const tell = async (drift: FleetDrift) =>
  await tellOfDrift(
    { drift: { ...drift, local: false }, waiting: [], allLayers: true },
    { ...world.ports, notifierOf: world.notifierOf },
  );
const scanAndTell = async (minutes: number) => {
  world.now += minutes * minute;
  await tell(await scan());
};
const news = () => told.map(({ kind, news: word }) => `${kind} ${word}`);
const changedBehind = () => world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });
const changedBack = () => world.engine.cloud.set("dev", { main: { cidr: "10.0.0.0/16" } });

describe("drift under faults", () => {
  it("is the same finding before and after a late audit log says who it was", async () => {
    changedBehind();
    const before = await scan();
    const log: AuditLog = {
      lastChanges: async (ids) =>
        await Promise.resolve(new Map(ids.map((id) => [id, { actor: "eve", at: "2026-01-01T01:00:00Z" }]))),
    };
    const after = await scan({ auditLogs: { of: () => log } });
    const fingerprints = (drift: FleetDrift) => findingsOf(drift).map(({ fingerprint }) => fingerprint);
    expect(fingerprints(after)).toEqual(fingerprints(before));
    expect(findingsOf(after)).toMatchObject([{ by: { dev: { actor: "eve" } } }]);
  });

  it("is told once by two scans at the same time, and by those after them", async () => {
    changedBehind();
    await scanAndTell(0);
    world.now += 40 * minute;
    passing(world, async () => await Promise.resolve());
    const drifts = await Promise.all([scan(), scan()]);
    await Promise.all(drifts.map(tell));
    await scanAndTell(1);
    expect(news()).toEqual(["drift opened"]);
  });

  it("is told once, and as gone once, although the clock jumps back and forth", async () => {
    changedBehind();
    for (const minutes of [0, 40, -2_000, 1, 4_000, 1]) await scanAndTell(minutes);
    expect(news()).toEqual(["drift opened"]);
    changedBack();
    for (const minutes of [1, -3_000, 1, 5_000, 30, 30, 30]) await scanAndTell(minutes);
    expect(news().filter((each) => each.startsWith("drift"))).toEqual(["drift opened", "drift resolved"]);
  });
});
