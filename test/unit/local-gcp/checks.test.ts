import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const INSTANCE = "gcp:compute/instance:Instance";
const machine = {
  name: "m",
  machineType: "e2-small",
  bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } },
  networkInterfaces: [{ network: "default" }],
};

describe("inputs", () => {
  it.each([
    ["a missing property", { ...machine, machineType: undefined }, "machineType", "is required"],
    ["an unknown property", { ...machine, labls: {} }, "labls", "is not known (did you mean labels?)"],
    [
      "a misspelled required one",
      { ...machine, machineType: undefined, machinType: "e2-small" },
      "machineType",
      "is required (machinType was given)",
    ],
    [
      "a nested unknown property",
      { ...machine, bootDisk: { initialiseParams: {} } },
      "bootDisk.initialiseParams",
      "is not known (did you mean initializeParams?)",
    ],
    [
      "a property of the cloud's own",
      { ...machine, selfLink: "x" },
      "selfLink",
      "is set by the cloud and cannot be given",
    ],
    [
      "an object where a list belongs",
      { ...machine, networkInterfaces: {} },
      "networkInterfaces",
      "must be a list, not an object",
    ],
    [
      "a word where a number belongs",
      { ...machine, bootDisk: { initializeParams: { size: "big" } } },
      "bootDisk.initializeParams.size",
      "must be a number, not the string that was given",
    ],
    ["a list where a text belongs", { ...machine, description: ["a"] }, "description", "must be a string, not a list"],
    [
      "a zone that GCP does not have",
      { ...machine, zone: "europe-west3-z" },
      "zone",
      "must be a zone of GCP such as europe-west3-a; it is europe-west3-z",
    ],
    [
      "a machine type of another shape",
      { ...machine, machineType: "big" },
      "machineType",
      "must be a machine type such as e2-standard-2; it is big",
    ],
  ])("with %s are refused by name", async (_, inputs, property, reason) => {
    const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
    expect(await world.program.failures(INSTANCE, given)).toContainEqual({ property, reason });
  });

  it("are converted where a number or truth value was written as text", async () => {
    const subject = { urn: "", type: INSTANCE, name: "m", signal: new AbortController().signal };
    const news = { ...machine, canIpForward: "true", bootDisk: { initializeParams: { size: "20" } }, description: 5 };
    const { inputs, failures } = await world.provider.check(subject, { oldInputs: undefined, news });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      canIpForward: true,
      bootDisk: { initializeParams: { size: 20 } },
      description: "5",
    });
  });

  it("that are not known yet pass every check", async () => {
    const unknown = {
      ...machine,
      zone: unknownValue,
      machineType: unknownValue,
      networkInterfaces: [{ subnetwork: unknownValue }],
      labels: unknownValue,
    };
    expect(await world.program.failures(INSTANCE, unknown)).toEqual([]);
    const database = { databaseVersion: unknownValue, settings: { tier: unknownValue } };
    expect(await world.program.failures("gcp:sql/databaseInstance:DatabaseInstance", database)).toEqual([]);
  });

  it("never show the text that stands where something else belongs", async () => {
    const [failure] = await world.program.failures("gcp:sql/user:User", {
      instance: "i",
      passwordWoVersion: "hunter2",
    });
    expect(failure?.reason).not.toContain("hunter2");
  });
});

describe("a resource without a name", () => {
  const check = async (oldInputs?: Record<string, unknown>, randomSeed?: Uint8Array) => {
    const subject = {
      urn: "",
      type: "gcp:compute/network:Network",
      name: "My_Net",
      signal: new AbortController().signal,
    };
    return (await world.provider.check(subject, { oldInputs, news: {}, ...(randomSeed && { randomSeed }) })).inputs[
      "name"
    ];
  };

  it("gets its own with seven random digits, in the cloud's letters", async () => {
    expect(await check()).toMatch(/^my-net-[0-9a-f]{7}$/);
    expect(await check()).not.toBe(await check());
  });

  it("gets the same one for the same seed, as an up that is held to a plan passes it again", async () => {
    const seed = Uint8Array.of(1, 2, 3);
    expect(await check(undefined, seed)).toBe(await check(undefined, seed));
    expect(await check(undefined, seed)).not.toBe(await check(undefined, Uint8Array.of(1, 2, 4)));
  });

  it("keeps it as long as it lives", async () => {
    expect(await check({ name: "my-net-1234567" })).toBe("my-net-1234567");
  });
});
