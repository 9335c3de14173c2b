import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

describe("a cache", () => {
  it.each([
    ["readReplicas: 1, sizeGb: 5", "readReplicas: is 1, which needs highAvailability: true"],
    ["readReplicas: 1, highAvailability: true, sizeGb: 4", "sizeGb: is 4; with read replicas at least 5"],
    ["version: REDIS_5_0", "tls: needs REDIS_6_X or newer; write tls: false, or another version"],
    ["sizeGb: 301", "sizeGb: is the number 301; at most 300"],
  ])("with %s is refused", async (more, issue) => {
    const issues = await issuesIn({ dev: `spec: { caches: [{ name: a, ${more} }] }\n` });
    expect(issues.map((each) => each.replace(/^.*?spec\.caches\[a\]\./, ""))).toEqual([expect.stringContaining(issue)]);
  });

  it("needs a block for managed services, which is planned where none is declared", async () => {
    const networkOf = async (spec: string) => (await environmentIn({ dev: `spec: ${spec}\n` }, "dev")).network;
    expect(await networkOf("{ caches: [{ name: a }] }")).toMatchObject({ privateServices: { prefixLength: 24 } });
    expect(await networkOf("{ network: { privateServices: /20 } }")).toMatchObject({
      privateServices: { prefixLength: 20 },
    });
    expect(await networkOf("{}")).not.toHaveProperty("privateServices");
  });

  it("has a block that is large enough and clear of the subnets", async () => {
    const issuesOf = (block: string) =>
      issuesIn({
        dev: `spec: { network: { subnets: [{ name: a, cidr: 10.0.0.0/22 }], privateServices: ${block} } }\n`,
      });
    expect(await issuesOf("/25")).toEqual([
      "dev/environment.yaml:3:80 spec.network.privateServices: is a /25; the block of managed services is /8 to /24",
    ]);
    expect(await issuesOf("10.0.1.0/24")).toEqual([
      expect.stringContaining("10.0.1.0/24 overlaps the subnet a, 10.0.0.0/22"),
    ]);
  });
});
