import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { QuotaLimits } from "../../../src/local/cloud/gcp/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const INSTANCE = "gcp:compute/instance:Instance";
const CLUSTER = "gcp:container/cluster:Cluster";
const POOL = "gcp:container/nodePool:NodePool";

const machine = (name: string, more: PropertyMap = {}) =>
  world.program.create(INSTANCE, name, {
    name,
    machineType: "e2-standard-4",
    zone: "europe-west3-a",
    bootDisk: { initializeParams: { size: 20, type: "pd-balanced" } },
    networkInterfaces: [{ network: "default" }],
    ...more,
  });

/** `metric region: usage` of everything that is taken. */
const taken = () =>
  world.cloud.quotas().map(({ metric, region, usage }) => `${metric} ${region ?? "global"}: ${usage}`);

describe("a quota", () => {
  it("ends in Google's words, with what is in use and how it is raised", async () => {
    await world.quotas.set({ metric: "CPUS", region: "europe-west3", limit: 6 });
    await machine("one");
    await expect(machine("two")).rejects.toMatchObject({
      code: "local-quota-exceeded",
      message:
        "local cloud: 403 quotaExceeded: Quota 'CPUS' exceeded. Limit: 6.0 in region europe-west3. " +
        "projects/p/zones/europe-west3-a/instances/two takes 4, and 4 are in use. " +
        "Delete what is not needed, or raise it with: groundwork local quota set CPUS 8 --region europe-west3",
    });
    await machine("elsewhere", { zone: "europe-west1-b" });
    await world.quotas.set({ metric: "CPUS", region: "europe-west3", limit: 8 });
    await machine("two");
  });

  it("is given back by a deletion", async () => {
    await world.quotas.set({ metric: "INSTANCES", limit: 1 });
    const { subject } = await machine("one");
    await expect(machine("two")).rejects.toThrow("Quota 'INSTANCES' exceeded. Limit: 1.0 in region europe-west3");
    await world.provider.delete(subject);
    await machine("two");
  });

  it("does not end for two that are made at once and have room for one", async () => {
    await world.quotas.set({ metric: "INSTANCES", limit: 1 });
    const outcomes = await Promise.allSettled([machine("one"), machine("two")]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("keeps no resource from a change that takes no more, although the limit is lower now", async () => {
    const { subject, inputs, outputs } = await machine("one", { allowStoppingForUpdate: true });
    await world.quotas.set({ metric: "CPUS", limit: 1 });
    const change = { oldInputs: inputs, oldOutputs: outputs, preview: false, ignoreChanges: [] };
    const news = (machineType: string) => ({ ...change, news: { ...inputs, machineType } });
    await world.provider.update(subject, news("e2-standard-2"));
    await expect(world.provider.update(subject, news("e2-standard-8"))).rejects.toThrow("Quota 'CPUS' exceeded");
  });

  it("is taken by machines with their disks and addresses, by the metric of their series", async () => {
    await machine("one", { networkInterfaces: [{ network: "default", accessConfigs: [{}] }] });
    await machine("two", { machineType: "n2d-standard-8", bootDisk: { initializeParams: { type: "pd-standard" } } });
    expect(taken()).toEqual([
      "CPUS europe-west3: 4",
      "DISKS_TOTAL_GB europe-west3: 10",
      "IN_USE_ADDRESSES europe-west3: 1",
      "INSTANCES europe-west3: 2",
      "N2D_CPUS europe-west3: 8",
      "SSD_TOTAL_GB europe-west3: 20",
    ]);
  });

  it("is taken by the nodes of clusters and pools, in each of their zones", async () => {
    const cluster = { name: "c", location: "europe-west3", initialNodeCount: 1, removeDefaultNodePool: true };
    await world.program.create(CLUSTER, "c", { ...cluster, deletionProtection: false });
    expect(taken()).toEqual([]);
    const nodeConfig = { machineType: "e2-standard-2", diskSizeGb: 50 };
    await world.program.create(POOL, "p", {
      name: "p",
      cluster: "c",
      location: "europe-west3",
      nodeCount: 2,
      nodeConfig,
    });
    expect(taken()).toEqual(["CPUS europe-west3: 12", "INSTANCES europe-west3: 6", "SSD_TOTAL_GB europe-west3: 300"]);
  });

  it("of networks is counted for the whole project, and for each project alone", async () => {
    await world.quotas.set({ metric: "NETWORKS", limit: 1 });
    const network = (name: string, project: string) =>
      world.program.create("gcp:compute/network:Network", name, { name, project });
    await network("one", "p");
    await expect(network("two", "p")).rejects.toThrow("Quota 'NETWORKS' exceeded. Limit: 1.0 globally.");
    await network("two", "q");
  });
});

describe("limits", () => {
  it("are the same after a restart, and the usual ones without their setting", async () => {
    await world.quotas.set({ metric: "CPUS", limit: 24 });
    await world.quotas.set({ metric: "CPUS", region: "us-east1", limit: 8 });
    expect(taken()).toEqual(["CPUS global: 0", "CPUS us-east1: 0"]);
    const again = await QuotaLimits.open(world.folder);
    const limitsOf = (region: string) => again.of("CPUS", region).limit;
    expect([limitsOf("us-east1"), limitsOf("europe-west3")]).toEqual([8, 24]);
    await again.set({ metric: "CPUS" });
    expect([limitsOf("us-east1"), limitsOf("europe-west3")]).toEqual([8, 10_000]);
  });

  it("say everything that is wrong with one", async () => {
    const wrong = world.quotas.set({ metric: "CPU", region: "europe-west33", limit: -1 });
    await expect(wrong).rejects.toMatchObject({ code: "local-quota-not-understood" });
    await expect(wrong).rejects.toThrow(/it is CPU \(did you mean CPUS\?\)\./);
    await expect(wrong).rejects.toThrow(/it is europe-west33 \(did you mean europe-west3\?\)\./);
    await expect(wrong).rejects.toThrow("limit must be a number from 0; it is -1.");
    await expect(world.quotas.set({ metric: "NETWORKS", region: "europe-west3", limit: 1 })).rejects.toThrow(
      "region cannot be given: NETWORKS is counted for the whole project.",
    );
  });

  it.each(["{", "{}", "null", '{"limits":[null]}', '{"limits":[{"metric":"CPUS","limit":"zz"}]}'])(
    "are not taken for the usual ones when their file is damaged: %s",
    async (text) => {
      await writeFile(path.join(world.folder, "quotas.json"), text);
      await expect(QuotaLimits.open(world.folder)).rejects.toMatchObject({ code: "local-quotas-unreadable" });
    },
  );
});
