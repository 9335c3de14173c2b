import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forbidden } from "../../../src/local/cloud/gcp/facts/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const caller = { by: "provider", signal: new AbortController().signal } as const;
const settings = { project: "p", zone: "europe-west3-a", labels: {} };

describe("the refusal of an API", () => {
  it("has its code, its status, the field and what the field takes", async () => {
    const disk = { bootDisk: { mode: "READONLY" }, machineType: "e2-small", networkInterfaces: [{ nicType: "GVNIK" }] };
    expect(await world.program.failures("gcp:compute/instance:Instance", disk)).toEqual([
      {
        property: "bootDisk.mode",
        reason: "400 invalid: resource.disks[].mode takes READ_ONLY or READ_WRITE (did you mean READ_ONLY?)",
      },
      {
        property: "networkInterfaces[0].nicType",
        reason: expect.stringMatching(
          /^400 invalid: resource\.networkInterfaces\[0\]\.nicType takes .*GVNIC.* \(did you mean GVNIC\?\)$/,
        ),
      },
    ]);
  });

  it("names the field in the request of an API that wraps the resource", async () => {
    const pool = { cluster: "main", nodeConfig: { taints: [{ effect: "NO_SCHEDUL", key: "a", value: "b" }] } };
    expect(await world.program.failures("gcp:container/nodePool:NodePool", pool)).toEqual([
      {
        property: "nodeConfig.taints[0].effect",
        reason: expect.stringMatching(/^400 INVALID_ARGUMENT: nodePool\.config\.taints\[\]\.effect takes NO_SCHEDULE/),
      },
    ]);
  });

  it("comes from the cloud itself as well, for a caller that did not check", async () => {
    const key = { keyRing: "projects/p/locations/global/keyRings/r", name: "k", purpose: "SIGN" };
    await expect(world.cloud.create("gcp:kms/cryptoKey:CryptoKey", key, settings, caller)).rejects.toThrow(
      /^local cloud: 400 INVALID_ARGUMENT: purpose of \S+ takes ENCRYPT_DECRYPT, .* \(purpose\)$/,
    );
    const address = { name: "a", region: "europe-west3", networkTier: "GOLD" };
    await expect(world.cloud.create("gcp:compute/address:Address", address, settings, caller)).rejects.toThrow(
      /^local cloud: 400 invalid: networkTier of \S+ takes .* \(resource\.networkTier\)$/,
    );
  });

  it("does not repeat the value, which may be a secret in the wrong place", async () => {
    const [failure] = await world.program.failures("gcp:compute/address:Address", { networkTier: "hunter2" });
    expect(failure?.reason).not.toContain("hunter2");
  });

  it("is left to the rule of the type where that has refused the property", async () => {
    const failures = await world.program.failures("gcp:compute/network:Network", { name: "Main" });
    expect(failures.map(({ property }) => property)).toEqual(["name"]);
  });
});

describe("a rule", () => {
  it.each([
    ["OTHER", { enum: ["ON", "OFF"] }, "takes ON or OFF"],
    ["ONN", { enum: ["ON", "MODE_UNSPECIFIED"] }, "takes ON (did you mean ON?)"],
    ["main-", { pattern: "[a-z]+" }, "has to match [a-z]+"],
    ["mainA", { pattern: "[a-z]|main" }, "has to match [a-z]|main"],
    [1.5, { format: "int32" }, "takes whole numbers from -2147483648 to 2147483647"],
    [2 ** 31, { format: "int32" }, "takes whole numbers from -2147483648 to 2147483647"],
    [-1, { format: "uint32" }, "takes whole numbers from 0 to 4294967295"],
    ["ten", { format: "int64" }, "takes whole numbers"],
    [101, { minimum: 0, maximum: 100 }, "takes numbers from 0 to 100"],
    ["1h", { format: "google-duration" }, "takes a duration in seconds such as 3600s"],
    ["today", { format: "google-datetime" }, "takes a time such as 2026-01-31T10:00:00Z"],
    ["31.1.2026", { format: "date" }, "takes a date such as 2026-01-31"],
  ])("refuses %s by %j", (value, rule, reason) => {
    expect(forbidden(value, rule)).toBe(reason);
  });

  it.each([
    ["", { enum: ["ON"], format: "google-duration" }],
    ["MODE_UNSPECIFIED", { enum: ["ON", "MODE_UNSPECIFIED"] }],
    ["9007199254740993", { format: "int64" }],
    [0, { format: "uint64" }],
    ["3.5s", { format: "google-duration" }],
    ["2026-01-31T10:00:00.5+01:00", { format: "date-time" }],
    ["2026-01-31", { format: "date" }],
  ])("takes %s by %j", (value, rule) => {
    expect(forbidden(value, rule)).toBeUndefined();
  });
});
