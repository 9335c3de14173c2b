import { afterEach, describe, expect, it, vi } from "vitest";
import { GcpCloud, latency, noEffects } from "../../../src/local/cloud/gcp/index.ts";
import { PartlyCreated, type PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, subjectOf, type TestWorld } from "./world.ts";

const opened: TestWorld[] = [];
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});

async function open(...parameters: Parameters<typeof openWorld>): Promise<TestWorld> {
  const world = await openWorld(...parameters);
  opened.push(world);
  return world;
}

const NETWORK = "gcp:compute/network:Network";
const SUBNETWORK = "gcp:compute/subnetwork:Subnetwork";
const INSTANCE = "gcp:compute/instance:Instance";
const ID = "projects/p/global/networks/main";
const MACHINE: PropertyMap = {
  name: "vm",
  machineType: "e2-small",
  zone: "europe-west3-a",
  bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } },
  networkInterfaces: [{ network: "default" }],
};
const HOUR = 3_600_000;

/** A cloud whose operations take an hour, in which a network is being made. */
async function withNetworkInCreation() {
  const world = await open(undefined, { takes: HOUR });
  const giveUp = new AbortController();
  const creation = world.provider.create(subjectOf(NETWORK, "main", giveUp.signal), {
    inputs: { name: "main" },
    preview: false,
  });
  creation.catch(() => undefined);
  await vi.waitFor(() => expect(world.cloud.find(NETWORK, ID)).toBeDefined());
  return { world, giveUp, creation };
}

const subject = { ...subjectOf(NETWORK, "main"), id: ID };

describe("a resource whose creation takes time", () => {
  it("exists, and is listed with its operation", async () => {
    const { world } = await withNetworkInCreation();
    world.letPass(HOUR / 4);
    expect(world.cloud.operations()).toEqual([
      {
        name: expect.stringMatching(/^operation-\d{19}$/),
        kind: "create",
        type: NETWORK,
        target: ID,
        status: "RUNNING",
        progress: 25,
        startedAt: expect.any(String),
      },
    ]);
    expect(await world.provider.read(subject, { inputs: undefined, outputs: undefined })).toMatchObject({ id: ID });
  });

  it("cannot be referred to, changed or deleted meanwhile", async () => {
    const { world } = await withNetworkInCreation();
    const notReady = { code: "local-not-ready", message: expect.stringContaining("400 resourceNotReady") };
    const subnetwork = { name: "a", network: ID, ipCidrRange: "10.0.0.0/24", region: "europe-west3" };
    await expect(world.program.create(SUBNETWORK, "a", subnetwork)).rejects.toMatchObject({
      ...notReady,
      message: expect.stringContaining(`network of projects/p/regions/europe-west3/subnetworks/a names ${ID}`),
    });
    const inputs = { name: "main", description: "changed" };
    const change = { oldInputs: { name: "main" }, oldOutputs: {}, news: inputs, preview: false, ignoreChanges: [] };
    await expect(world.provider.update(subject, change)).rejects.toMatchObject(notReady);
    await expect(world.provider.delete(subject)).rejects.toMatchObject(notReady);
    await expect(world.program.create(NETWORK, "main", { name: "main" })).rejects.toMatchObject({
      code: "local-already-exists",
    });
  });

  it("goes on being made when the caller gives up, and is there when the process starts again", async () => {
    const { world, giveUp, creation } = await withNetworkInCreation();
    giveUp.abort();
    await expect(creation).rejects.toMatchObject({
      resource: { id: ID },
      reasons: [expect.stringContaining("was cancelled; the cloud goes on with it")],
    });
    expect(world.cloud.operations()[0]).toMatchObject({ status: "RUNNING" });

    await world.cloud.close();
    const { store, facts } = world;
    const again = new GcpCloud({ store, facts, latency: latency("none"), effects: noEffects });
    await again.finishInterrupted();
    expect(again.find(NETWORK, ID)?.operation).toBeUndefined();
    expect(world.store.eventsAfter(0).map(({ change }) => change)).toEqual(["created"]);
  });

  it("says by its status how far it is, where its type has one", async () => {
    const world = await open();
    await world.faults.add({ on: "create", late: "1h" });
    const giveUp = new AbortController();
    const { inputs } = await world.provider.check(subjectOf(INSTANCE, "vm"), { oldInputs: undefined, news: MACHINE });
    const creation = world.provider.create(subjectOf(INSTANCE, "vm", giveUp.signal), { inputs, preview: false });
    creation.catch(() => undefined);
    const id = "projects/p/zones/europe-west3-a/instances/vm";
    const statusOf = () => world.cloud.find(INSTANCE, id)?.properties["currentStatus"];
    await vi.waitFor(() => expect(statusOf()).toBe("PROVISIONING"));
    giveUp.abort();
    await vi.waitFor(() => expect(statusOf()).toBe("RUNNING"));
  });
});

describe("a resource that is being deleted", () => {
  it("is gone when the process starts again", async () => {
    const world = await open();
    await world.program.create(NETWORK, "main", { name: "main" });
    await world.faults.add({ on: "delete", late: "1h" });
    const deletion = world.provider.delete(subject);
    deletion.catch(() => undefined);
    await vi.waitFor(() => expect(world.cloud.find(NETWORK, ID)?.operation).toMatchObject({ kind: "delete" }));
    await world.cloud.close();
    await expect(deletion).rejects.toMatchObject({ code: "local-stopping" });

    const { store, facts } = world;
    await new GcpCloud({ store, facts, latency: latency("none"), effects: noEffects }).finishInterrupted();
    expect(store.count).toBe(0);
  });
});

describe("a creation that fails half-way", () => {
  const failedNetwork = async () => {
    const world = await open();
    await world.faults.add({ on: "create", error: "503", halfWay: true, times: 1 });
    const thrown = await world.program.create(NETWORK, "main", { name: "main" }).catch((error: unknown) => error);
    return { world, thrown };
  };

  it("leaves the resource, which the engine is told of with the reason", async () => {
    const { world, thrown } = await failedNetwork();
    expect(thrown).toBeInstanceOf(PartlyCreated);
    expect(thrown).toMatchObject({ resource: { id: ID }, reasons: [expect.stringContaining("503 backendError")] });
    expect(world.cloud.operations()).toMatchObject([
      { status: "DONE", progress: 100, target: ID, error: expect.stringContaining("503 backendError") },
    ]);
  });

  it("is seen by a refresh until a later change succeeds", async () => {
    const { world } = await failedNetwork();
    const inputs = { name: "main", autoCreateSubnetworks: true };
    const read = () => world.provider.read(subject, { inputs, outputs: undefined });
    await expect(read()).rejects.toMatchObject({ resource: { id: ID, inputs: expect.objectContaining(inputs) } });
    const change = { oldInputs: inputs, oldOutputs: {}, news: inputs, preview: false, ignoreChanges: [] };
    await world.provider.update(subject, change);
    expect(await read()).toMatchObject({ id: ID });
  });

  it("shows in the status of types that have one, and no more after the repair", async () => {
    const world = await open();
    await world.faults.add({ on: "create", error: "ZONE_RESOURCE_POOL_EXHAUSTED", halfWay: true });
    await world.faults.add({ on: "update", error: "503", halfWay: true, times: 1 });
    const thrown = await world.program.create(INSTANCE, "vm", MACHINE).catch((error: unknown) => error);
    const { resource } = thrown as PartlyCreated;
    const at = { ...subjectOf(INSTANCE, "vm"), id: resource.id };
    const statusOf = () => world.cloud.find(INSTANCE, resource.id)?.properties["currentStatus"];
    const before = statusOf();
    const change = { oldInputs: MACHINE, oldOutputs: {}, news: MACHINE, preview: false, ignoreChanges: [] };
    await expect(world.provider.update(at, change)).rejects.toBeInstanceOf(PartlyCreated);
    await world.provider.update(at, change);
    expect([before, statusOf()]).toEqual(["TERMINATED", "RUNNING"]);
  });

  it("is what a cluster has whose servers do not start", async () => {
    const created = () => Promise.reject(new Error("no port is free"));
    const world = await open(undefined, { effects: { ...noEffects, created } });
    await expect(world.program.create(NETWORK, "main", { name: "main" })).rejects.toMatchObject({
      resource: { id: ID },
      reasons: [expect.stringMatching(/^no port is free\n.*Run up again to repair it\.$/)],
    });
  });
});
