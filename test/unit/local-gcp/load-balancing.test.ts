import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "./world.ts";

const POLICY = "gcp:compute/securityPolicy:SecurityPolicy";
const SERVICE = "gcp:compute/backendService:BackendService";
const CERTIFICATE = "gcp:compute/managedSslCertificate:ManagedSslCertificate";
const URL_MAP = "gcp:compute/uRLMap:URLMap";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const everyone = { match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } } };

describe("a security policy", () => {
  it("cannot be deleted while a backend service is held to it", async () => {
    const policy = await world.program.create(POLICY, "p", {
      name: "edge",
      rules: [{ priority: 2_147_483_647, action: "allow", ...everyone }],
    });
    const service = await world.program.create(SERVICE, "s", {
      name: "app",
      securityPolicy: policy.outputs["selfLink"],
    });
    await expect(world.provider.delete(policy.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await world.provider.delete(service.subject);
    await world.provider.delete(policy.subject);
  });

  it("has one rule for each priority, and ten ranges in a rule at most", async () => {
    const srcIpRanges = Array.from({ length: 11 }, (_, index) => `10.${index}.0.0/16`);
    const match = { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges } };
    const rules = [
      { priority: 1, action: "allow", ...everyone },
      { priority: 1, action: "allow", match },
    ];
    expect(await world.program.failures(POLICY, { name: "edge", rules })).toEqual([
      { property: "rules[1].priority", reason: "must not be that of another rule; it is 1" },
      { property: "rules[1].match.config.srcIpRanges", reason: "must have at most 10 ranges; there are 11" },
    ]);
  });
});

describe("a managed certificate", () => {
  it("never changes: other domains are another certificate", async () => {
    const made = await world.program.create(CERTIFICATE, "c", { name: "a", managed: { domains: ["a.example.com"] } });
    expect(made.outputs["subjectAlternativeNames"]).toEqual(["a.example.com"]);
    const diff = await world.provider.diff(made.subject, {
      oldInputs: made.inputs,
      oldOutputs: made.outputs,
      news: { ...made.inputs, managed: { domains: ["b.example.com"] } },
      ignoreChanges: [],
    });
    expect(diff).toMatchObject({ replaces: ["managed"] });
  });
});

describe("a URL map", () => {
  it("has each host once, and path matchers that stand in it", async () => {
    const hostRules = [
      { hosts: ["a.com"], pathMatcher: "one" },
      { hosts: ["b.com", "a.com"], pathMatcher: "two" },
    ];
    expect(await world.program.failures(URL_MAP, { name: "m", hostRules, pathMatchers: [{ name: "one" }] })).toEqual([
      { property: "hostRules[1].hosts", reason: "a.com is in another host rule" },
      { property: "hostRules[1].pathMatcher", reason: "names two, which is no path matcher" },
    ]);
  });
});

describe("a server on the internet behind a load balancer", () => {
  it("goes with its group, which a backend service keeps", async () => {
    const group = await world.program.create("gcp:compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup", "g", {
      name: "old",
      networkEndpointType: "INTERNET_FQDN_PORT",
    });
    await world.program.create("gcp:compute/globalNetworkEndpoint:GlobalNetworkEndpoint", "e", {
      globalNetworkEndpointGroup: "old",
      fqdn: "old.example.com",
      port: 443,
    });
    const backends = [{ group: group.outputs["selfLink"] }];
    const service = await world.program.create(SERVICE, "s", { name: "old", backends });
    await expect(world.provider.delete(group.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await world.provider.delete(service.subject);
    await world.provider.delete(group.subject);
    expect(world.store.count).toBe(0);
  });
});

describe("a regional load balancer", () => {
  it("needs a subnetwork for its proxies in its region and network", async () => {
    const network = await world.program.create("gcp:compute/network:Network", "n", {
      name: "main",
      autoCreateSubnetworks: false,
    });
    const rule = { name: "euro", loadBalancingScheme: "EXTERNAL_MANAGED", network: network.id, portRange: "80" };
    const create = () => world.program.create("gcp:compute/forwardingRule:ForwardingRule", "r", rule);
    await expect(create()).rejects.toThrow("needs an active subnetwork with purpose REGIONAL_MANAGED_PROXY");
    await world.program.create("gcp:compute/subnetwork:Subnetwork", "s", {
      name: "proxies",
      network: network.id,
      ipCidrRange: "10.0.0.0/23",
      purpose: "REGIONAL_MANAGED_PROXY",
      role: "ACTIVE",
    });
    await expect(create()).resolves.toMatchObject({ outputs: { name: "euro" } });
  });
});

describe("a regional backend service", () => {
  const SERVICE_OF_REGION = "gcp:compute/regionBackendService:RegionBackendService";
  const group = "https://www.googleapis.com/compute/v1/projects/p/zones/europe-west3-a/instanceGroups/web";

  it("of proxies has a backend with a capacity, and one of packets has none", async () => {
    const failures = (loadBalancingScheme: string, capacityScaler?: number) =>
      world.program.failures(SERVICE_OF_REGION, {
        name: "app",
        loadBalancingScheme,
        backends: [{ group, ...(capacityScaler !== undefined && { capacityScaler }) }],
      });
    expect(await failures("EXTERNAL_MANAGED")).toEqual([
      { property: "backends", reason: "must have a capacityScaler above 0 in at least one of them" },
    ]);
    expect(await failures("INTERNAL", 1)).toEqual([
      { property: "backends[0].capacityScaler", reason: "is not for loadBalancingScheme INTERNAL" },
    ]);
    expect(await failures("EXTERNAL_MANAGED", 1)).toEqual([]);
    expect(await failures("INTERNAL")).toEqual([]);
  });
});

describe("a kept address", () => {
  it("cannot be deleted while a forwarding rule answers at it", async () => {
    const address = await world.program.create("gcp:compute/globalAddress:GlobalAddress", "a", { name: "front" });
    const defaultUrlRedirect = { httpsRedirect: true, stripQuery: false };
    const map = await world.program.create(URL_MAP, "m", { name: "web", defaultUrlRedirect });
    const proxy = await world.program.create("gcp:compute/targetHttpProxy:TargetHttpProxy", "t", {
      name: "web",
      urlMap: map.outputs["selfLink"],
    });
    const rule = await world.program.create("gcp:compute/globalForwardingRule:GlobalForwardingRule", "r", {
      name: "web",
      ipAddress: address.outputs["address"],
      target: proxy.outputs["selfLink"],
      portRange: "80",
    });
    await expect(world.provider.delete(address.subject)).rejects.toThrow("it is in use by");
    await world.provider.delete(rule.subject);
    await world.provider.delete(address.subject);
  });
});
