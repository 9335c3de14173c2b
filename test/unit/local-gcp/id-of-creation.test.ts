import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idOfGcpCreation } from "../../../src/local/cloud/gcp/index.ts";
import { rulesOf } from "../../../src/local/cloud/gcp/rules/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { allowedIn } from "./allowed-values.ts";
import { openWorld, type TestWorld } from "./world.ts";

const configuration = { project: "p", region: "europe-west3", zone: "europe-west3-a" };
let world: TestWorld;
beforeAll(async () => {
  world = await openWorld(configuration);
});
afterAll(() => world.close());

const told = (type: string, inputs: PropertyMap) => idOfGcpCreation(world.facts, type, inputs, configuration);

describe("the id that a creation leads to", () => {
  it("is what the cloud calls it then, or is not told at all, for every type", async () => {
    const wrong: string[] = [];
    let named = 0;
    for (const token of world.facts.tokens()) {
      const facts = world.facts.typeOf(token);
      const rules = rulesOf(token);
      if (Object.keys(rules.references ?? {}).length > 0 || rules.check !== undefined) continue;
      const required = Object.entries(facts.inputs).filter(([, { required }]) => required);
      const texts = required.map(([name, { type }]) => [name, type === "s" ? `my-${name}` : []]);
      const sample = { ...Object.fromEntries(texts), ...("name" in facts.inputs && { name: "it" }) } as PropertyMap;
      const inputs = allowedIn(sample, facts);
      const id = told(token, inputs);
      if (id === undefined) continue;
      named++;
      const caller = { by: "provider", signal: new AbortController().signal } as const;
      const settings = { ...configuration, labels: {} };
      const made = await world.cloud.create(token, inputs, settings, caller).catch((error: unknown) => String(error));
      const found = typeof made === "string" ? made : made.id;
      if (found !== id) wrong.push(`${token}: ${id}, but ${found}`);
    }
    expect(wrong).toEqual([]);
    expect(named).toBeGreaterThan(600);
  });

  it.each([
    ["gcp:compute/network:Network", { name: "main" }, "projects/p/global/networks/main"],
    [
      "gcp:compute/subnetwork:Subnetwork",
      { name: "main", network: "main", ipCidrRange: "10.0.0.0/20" },
      "projects/p/regions/europe-west3/subnetworks/main",
    ],
    ["gcp:compute/disk:Disk", { name: "data", zone: "europe-west1-b" }, "projects/p/zones/europe-west1-b/disks/data"],
    ["gcp:storage/bucket:Bucket", { name: "bytes", location: "EU" }, "bytes"],
    [
      "gcp:serviceaccount/account:Account",
      { accountId: "robot", project: "p" },
      "projects/p/serviceAccounts/robot@p.iam.gserviceaccount.com",
    ],
  ])("follows from the inputs of %s", (type, inputs, id) => {
    expect(told(type, inputs)).toBe(id);
  });

  it.each([
    ["the cloud draws the name", "gcp:compute/instanceTemplate:InstanceTemplate", { namePrefix: "web-" }],
    ["the cloud counts", "gcp:secretmanager/secretVersion:SecretVersion", { secret: "projects/p/secrets/s" }],
    ["the type is unknown", "gcp:compute/nothing:Nothing", { name: "it" }],
  ])("is not told where %s", (_why, type, inputs) => {
    expect(told(type, inputs)).toBeUndefined();
  });
});
