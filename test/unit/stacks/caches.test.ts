import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "../local-gcp/world.ts";
import { bringUp } from "./on-local-cloud.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ project: "groundwork-local", region: "europe-west1" });
});
afterEach(() => world.close());

const spec = `
  network: { cidr: 10.4.0.0/16, privateServices: 10.4.200.0/24 }
  caches:
    - { name: sessions }
    - { name: large, sizeGb: 5, highAvailability: true, readReplicas: 2, tls: false, snapshots: 6h, configs: { maxmemory-policy: allkeys-lru } }
`;

describe("an environment with caches", () => {
  it("goes up on the local cloud, has no difference afterwards, and goes without a trace", async () => {
    const up = await bringUp(world, spec);
    const named = Object.fromEntries(up.created.map(({ subject, outputs }) => [subject.name, outputs]));
    expect(up.outputs).toMatchObject({
      caches: { sessions: { name: "dev-sessions", port: 6378 }, large: { port: 6379 } },
    });
    expect(named["sessions"]).toMatchObject({
      host: expect.stringMatching(/^10\.4\.200\./),
      connectMode: "PRIVATE_SERVICE_ACCESS",
      tier: "BASIC",
      replicaCount: 0,
      authString: expect.stringMatching(/^[0-9a-f]{36}$/),
      transitEncryptionMode: "SERVER_AUTHENTICATION",
    });
    expect(named["large"]).toMatchObject({ tier: "STANDARD_HA", replicaCount: 2, readEndpoint: expect.any(String) });
    expect(named["large"]?.["host"]).not.toBe(named["sessions"]?.["host"]);
    expect(await up.differences()).toEqual([]);
    await up.destroy();
    expect(world.store.count).toBe(0);
  });

  it("keeps its network as long as a cache is in it", async () => {
    const { created } = await bringUp(world, spec);
    const network = created.find(({ type }) => type === "gcp:compute/network:Network");
    if (network === undefined) throw new Error("there is a network");
    await expect(world.provider.delete(network.subject)).rejects.toMatchObject({ code: "local-in-use" });
  });
});

describe("a cache in the local cloud", () => {
  const create = (more: object) =>
    world.program.create("gcp:redis/instance:Instance", "it", { memorySizeGb: 1, name: "it", ...more });

  it("needs private services access where it says so, and as many replicas as its tier has", async () => {
    await expect(create({ connectMode: "PRIVATE_SERVICE_ACCESS" })).rejects.toThrow("has no private services access");
    await expect(create({ tier: "BASIC", replicaCount: 1 })).rejects.toThrow("must be 0 here; it is 1");
    await expect(create({ tier: "STANDARD_HA", replicaCount: 2 })).rejects.toThrow("must be 1 here; it is 2");
  });

  it("is protected unless told otherwise, and its password is no clear text in the store", async () => {
    const { subject, outputs } = await create({ authEnabled: true });
    await expect(world.provider.delete(subject)).rejects.toThrow("its deletionProtection is true");
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(`${world.folder}/journal.jsonl`, "utf8")).not.toContain(String(outputs["authString"]));
  });
});
