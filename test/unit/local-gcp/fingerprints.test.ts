import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const DISK = "gcp:compute/disk:Disk";
const POLICY = "gcp:compute/sSLPolicy:SSLPolicy";
const person = { by: "console", signal: new AbortController().signal } as const;

type Created = Awaited<ReturnType<TestWorld["program"]["create"]>>;

const update = ({ subject, inputs }: Created, oldOutputs: PropertyMap, news: PropertyMap) =>
  world.provider.update(subject, {
    oldInputs: inputs,
    oldOutputs,
    news: { ...inputs, ...news },
    preview: false,
    ignoreChanges: [],
  });

async function changedByPerson({ type, id }: Created, change: PropertyMap): Promise<void> {
  const before = world.store.get(type, id)?.properties;
  await world.cloud.patch(type, id, { ...before, ...change }, person);
}

describe("a fingerprint", () => {
  it("of labels is stale after a person changed them, and an update of labels is refused until a refresh", async () => {
    const disk = await world.program.create(DISK, "d", { name: "d", size: 10, labels: { team: "a" } });
    await changedByPerson(disk, { labels: { team: "b" } });
    await expect(update(disk, disk.outputs, { labels: { team: "c" } })).rejects.toMatchObject({
      code: "local-condition-not-met",
      message:
        "local cloud: 412 conditionNotMet: the labelFingerprint that was sent for projects/p/zones/europe-west3-a/disks/d is not " +
        "the one that it has: its labels changed since the state was written. Read what it is now with a refresh, then run up again.",
    });
    const read = await world.provider.read(disk.subject, { inputs: disk.inputs, outputs: disk.outputs });
    await update(disk, read?.outputs ?? {}, { labels: { team: "c" } });
  });

  it("of labels is not stale after a change of something else", async () => {
    const disk = await world.program.create(DISK, "d", { name: "d", size: 10, labels: { team: "a" } });
    await changedByPerson(disk, { size: 20 });
    const { outputs } = await update(disk, disk.outputs, { size: 20, labels: { team: "b" } });
    expect(outputs["labelFingerprint"]).not.toBe(disk.outputs["labelFingerprint"]);
  });

  it("of a whole resource changes with each of its changes, and is stale after one by a person", async () => {
    const policy = await world.program.create(POLICY, "s", { name: "s", minTlsVersion: "TLS_1_0" });
    const { outputs } = await update(policy, policy.outputs, { minTlsVersion: "TLS_1_1" });
    expect(outputs["fingerprint"]).not.toBe(policy.outputs["fingerprint"]);
    await expect(update(policy, policy.outputs, { minTlsVersion: "TLS_1_2" })).rejects.toThrow(
      "412 conditionNotMet: the fingerprint that was sent",
    );
    await update(policy, outputs, { minTlsVersion: "TLS_1_2" });
  });
});
