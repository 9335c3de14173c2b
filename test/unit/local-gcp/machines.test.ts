import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

const INSTANCE = "gcp:compute/instance:Instance";
const TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate";
const GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
  await world.program.create("gcp:compute/network:Network", "n", { name: "main", autoCreateSubnetworks: false });
  await world.program.create("gcp:compute/subnetwork:Subnetwork", "s", {
    name: "nodes",
    network: "main",
    ipCidrRange: "10.0.0.0/24",
  });
});
afterEach(() => world.close());

const machine = (name: string, more: PropertyMap = {}): PropertyMap => ({
  name,
  machineType: "e2-small",
  bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } },
  networkInterfaces: [{ subnetwork: "nodes", accessConfigs: [{}] }],
  ...more,
});

const interfaceOf = ({ outputs }: { outputs: PropertyMap }) => (outputs["networkInterfaces"] as PropertyMap[])[0];

describe("a machine", () => {
  it("gets an address in its subnetwork, an external one where it asks, and keeps both over updates", async () => {
    const made = await world.program.create(INSTANCE, "a", machine("a"));
    expect(interfaceOf(made)).toMatchObject({
      name: "nic0",
      network: "https://www.googleapis.com/compute/v1/projects/p/global/networks/main",
      networkIp: "10.0.0.2",
      accessConfigs: [{ natIp: expect.stringMatching(/^198\.1[89]\./), networkTier: "PREMIUM" }],
    });
    const news = { ...made.inputs, labels: { team: "a" } };
    const request = { oldInputs: made.inputs, oldOutputs: made.outputs, news, preview: false, ignoreChanges: [] };
    const updated = await world.provider.update(made.subject, request);
    expect(interfaceOf(updated)).toEqual(interfaceOf(made));
    expect(updated.outputs["instanceId"]).toBe(made.outputs["instanceId"]);
    expect(updated.outputs["effectiveLabels"]).toEqual({ team: "a", "goog-pulumi-provisioned": "true" });
  });

  it("is another instance where it is made anew under its name", async () => {
    const made = await world.program.create(INSTANCE, "a", machine("a"));
    await world.provider.delete(made.subject);
    world.letPass(1_000);
    const anew = await world.program.create(INSTANCE, "a", machine("a"));
    expect(anew.id).toBe(made.id);
    expect(anew.outputs["instanceId"]).not.toBe(made.outputs["instanceId"]);
    expect(anew.outputs["instanceId"]).toMatch(/^[1-9]\d{18}$/u);
  });

  it("never shares an address with another", async () => {
    const made = await Promise.all(["a", "b", "c"].map((name) => world.program.create(INSTANCE, name, machine(name))));
    expect(new Set(made.map((one) => interfaceOf(one)?.["networkIp"])).size).toBe(3);
  });

  it("changes its type only when it may be stopped", async () => {
    const made = await world.program.create(INSTANCE, "a", machine("a"));
    const update = (more: PropertyMap) =>
      world.provider.update(made.subject, {
        oldInputs: made.inputs,
        oldOutputs: made.outputs,
        news: { ...made.inputs, machineType: "e2-medium", ...more },
        preview: false,
        ignoreChanges: [],
      });
    await expect(update({})).rejects.toThrow(
      "machineType of projects/p/zones/europe-west3-a/instances/a can change only while the machine is stopped: set allowStoppingForUpdate to true.",
    );
    await expect(update({ allowStoppingForUpdate: true })).resolves.toMatchObject({
      outputs: { machineType: "e2-medium" },
    });
  });

  it("is not deleted while its deletionProtection is true", async () => {
    const made = await world.program.create(INSTANCE, "a", machine("a", { deletionProtection: true }));
    await expect(world.provider.delete(made.subject)).rejects.toMatchObject({ code: "local-deletion-refused" });
  });

  it("is replaced with its image, and updated with its labels", async () => {
    const { subject, inputs, outputs } = await world.program.create(INSTANCE, "a", machine("a"));
    const diff = (news: PropertyMap) =>
      world.provider.diff(subject, { oldInputs: inputs, oldOutputs: outputs, news, ignoreChanges: [] });
    expect(await diff({ ...inputs, labels: { a: "b" } })).toMatchObject({ replaces: [], diffs: ["labels"] });
    expect(
      await diff({ ...inputs, bootDisk: { initializeParams: { image: "debian-cloud/debian-13" } } }),
    ).toMatchObject({
      replaces: ["bootDisk"],
      detailedDiff: { "bootDisk.initializeParams.image": { kind: "update-replace" } },
    });
  });
});

describe("a group of machines", () => {
  const template = () =>
    world.program.create(TEMPLATE, "t", {
      namePrefix: "web-",
      machineType: "e2-small",
      disks: [{ sourceImage: "debian-cloud/debian-12" }],
      networkInterfaces: [{ subnetwork: "nodes" }],
    });

  it("keeps its template from being deleted", async () => {
    const made = await template();
    expect(made.id).toMatch(/^projects\/p\/global\/instanceTemplates\/web-\d+$/);
    const group = await world.program.create(GROUP, "g", {
      name: "web",
      region: "europe-west3",
      baseInstanceName: "web",
      versions: [{ instanceTemplate: made.outputs["selfLinkUnique"] }],
    });
    expect(group.outputs).toMatchObject({
      instanceGroup: "https://www.googleapis.com/compute/v1/projects/p/regions/europe-west3/instanceGroups/web",
      distributionPolicyZones: ["europe-west3-a", "europe-west3-b", "europe-west3-c"],
    });
    await expect(world.provider.delete(made.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await world.provider.delete(group.subject);
    await world.provider.delete(made.subject);
  });

  it("never changes a template in place", async () => {
    const { subject, inputs, outputs } = await template();
    const news = { ...inputs, machineType: "e2-medium" };
    const diff = await world.provider.diff(subject, {
      oldInputs: inputs,
      oldOutputs: outputs,
      news,
      ignoreChanges: [],
    });
    expect(diff).toMatchObject({ replaces: ["machineType"], deleteBeforeReplace: false });
  });
});

describe("a load balancer", () => {
  it("stands on its parts: none can be deleted under it, and its address can be a reserved one", async () => {
    const create = (type: string, inputs: PropertyMap) =>
      world.program.create(`gcp:compute/${type}`, "lb", { name: "lb", ...inputs });
    const health = await create("healthCheck:HealthCheck", { tcpHealthCheck: { port: 80 } });
    const backend = await create("backendService:BackendService", { healthChecks: health.id });
    const urlMap = await create("uRLMap:URLMap", { defaultService: backend.outputs["selfLink"] });
    const proxy = await create("targetHttpProxy:TargetHttpProxy", { urlMap: urlMap.id });
    const address = await create("globalAddress:GlobalAddress", {});
    const rule = await create("globalForwardingRule:GlobalForwardingRule", {
      target: proxy.id,
      ipAddress: address.id,
      portRange: "80",
    });
    expect(health.outputs["type"]).toBe("TCP");
    expect(rule.outputs["ipAddress"]).toBe(address.outputs["address"]);
    for (const part of [health, backend, urlMap, proxy]) {
      await expect(world.provider.delete(part.subject)).rejects.toMatchObject({ code: "local-in-use" });
    }
    for (const part of [rule, proxy, urlMap, backend, health]) await world.provider.delete(part.subject);
  });
});

describe("a disk", () => {
  it("grows in place, and is replaced when it would have to shrink", async () => {
    const { subject, inputs, outputs } = await world.program.create("gcp:compute/disk:Disk", "d", {
      name: "d",
      size: 20,
    });
    const diff = (size: number) =>
      world.provider.diff(subject, {
        oldInputs: inputs,
        oldOutputs: outputs,
        news: { ...inputs, size },
        ignoreChanges: [],
      });
    expect((await diff(30)).replaces).toEqual([]);
    expect((await diff(10)).replaces).toEqual(["size"]);
  });
});
