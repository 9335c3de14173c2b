import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GcpProvider } from "../../../src/local/cloud/gcp/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { openWorld, subjectOf, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const INSTANCE = "gcp:compute/instance:Instance";
const POOL = "gcp:container/nodePool:NodePool";
const machine = (machineType: unknown) => ({ machineType, bootDisk: {}, networkInterfaces: [{ network: "default" }] });
const misspelled =
  "no machine type is called e2-standrad-2 (did you mean e2-standard-2?); name one that is newer than 2026-11-28 in GROUNDWORK_LOCAL_MACHINE_TYPES";

describe("a machine type", () => {
  it.each([
    ["of an instance", INSTANCE, machine("e2-standrad-2"), "machineType", "400 invalid: resource.machineType"],
    [
      "in a link",
      INSTANCE,
      machine("zones/europe-west3-a/machineTypes/e2-standrad-2"),
      "machineType",
      "400 invalid: resource.machineType",
    ],
    [
      "of a template",
      "gcp:compute/instanceTemplate:InstanceTemplate",
      { ...machine("e2-standrad-2"), disks: [{}] },
      "machineType",
      "400 invalid: resource.properties.machineType",
    ],
    [
      "of a node pool",
      POOL,
      { cluster: "main", nodeConfig: { machineType: "e2-standrad-2" } },
      "nodeConfig.machineType",
      "400 INVALID_ARGUMENT: nodePool.config.machineType",
    ],
  ])("that Compute Engine does not have is refused %s", async (_, type, inputs, property, refusal) => {
    expect(await world.program.failures(type, inputs)).toContainEqual({
      property,
      reason: `${refusal}: ${misspelled}`,
    });
  });

  it.each([
    "e2-standard-2",
    "custom-4-8192",
    "n2-custom-6-20480-ext",
    "e2-custom-medium-2048",
    "zones/a/machineTypes/f1-micro",
  ])("that it has is taken: %s", async (type) => {
    expect(await world.program.failures(INSTANCE, machine(type))).toEqual([]);
  });

  it("of a series that the list does not know is taken, and so is one that is not known yet", async () => {
    expect(await world.program.failures(INSTANCE, machine("q9-standard-4"))).toEqual([]);
    expect(await world.program.failures(INSTANCE, machine(unknownValue))).toEqual([]);
  });
});

describe("a place", () => {
  it.each([
    [
      "region",
      "gcp:compute/address:Address",
      { region: "europe-wst3" },
      "must be a region of GCP such as europe-west3; it is europe-wst3",
    ],
    [
      "zone",
      "gcp:compute/disk:Disk",
      { zone: "europe-west3-z" },
      "must be a zone of GCP such as europe-west3-a; it is europe-west3-z",
    ],
  ])("that Compute Engine does not have is refused: %s", async (property, type, inputs, reason) => {
    expect(await world.program.failures(type, inputs)).toContainEqual({ property, reason });
  });

  it("in a link is taken", async () => {
    const region = "https://www.googleapis.com/compute/v1/projects/p/regions/europe-west3";
    expect(await world.program.failures("gcp:compute/address:Address", { region })).toEqual([]);
  });
});

describe("what is newer than the lists", () => {
  const failures = async (type: string, news: PropertyMap) => {
    const newer = { machineTypes: ["e2-standard-64"], zones: ["europe-west99-a"] };
    const provider = new GcpProvider(world.cloud, newer);
    return (await provider.check(subjectOf(type, "it"), { oldInputs: undefined, news })).failures;
  };

  it("is taken where the caller names it", async () => {
    expect(await failures(INSTANCE, { ...machine("e2-standard-64"), zone: "europe-west99-a" })).toEqual([]);
    expect(await failures("gcp:compute/address:Address", { region: "europe-west99" })).toEqual([]);
    const cluster = { location: "europe-west99", initialNodeCount: 1 };
    expect(await failures("gcp:container/cluster:Cluster", cluster)).toEqual([]);
  });

  it("makes nothing else right", async () => {
    expect(
      (await failures(INSTANCE, { ...machine("e2-standard-65"), zone: "europe-west99-b" })).map((one) => one.property),
    ).toEqual(["machineType", "zone"]);
  });
});
