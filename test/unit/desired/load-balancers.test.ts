import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkFleet,
  type DesiredState,
  planAddresses,
  planDesiredState,
  readDesiredState,
} from "../../../src/desired/index.ts";
import { Cidr, formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { environmentIn, written } from "../environment/written.ts";

async function stateOf(spec: string): Promise<DesiredState> {
  const reading = await readDesiredState(memoryTree(written({ dev: `spec:\n${spec}` })), "dev");
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

const book = { pool: Cidr.parse("10.0.0.0/8") ?? Cidr.holding(0, 0), environments: new Map() };
const web = "  machines: [{ name: web, count: 2, ports: [{ name: http, port: 8080 }] }]\n";

describe("an external load balancer", () => {
  it("ends HTTPS at a kept address, and leads HTTP there", async () => {
    const { balancing, globalAddresses } = await stateOf(`${web}  loadBalancers:
    - name: shop
      domains: [www.example.com, example.com]
      backends: [{ name: app, to: machines/web }]
`);
    expect(globalAddresses.map(({ key, args }) => [key, args.name])).toEqual([["shop", "dev-shop"]]);
    const address = { key: "shop", scope: "global" };
    expect(balancing?.forwardingRules).toMatchObject([
      { key: "shop-http", address, target: { proxy: "shop-http" }, args: { portRange: "80-80" } },
      { key: "shop-https", address, target: { proxy: "shop-https" }, args: { portRange: "443-443" } },
    ]);
    expect(balancing?.proxies).toMatchObject([
      { key: "shop-http", urlMap: "shop-redirect" },
      { key: "shop-https", urlMap: "shop", tls: { certificate: "shop", sslPolicy: "shop" } },
    ]);
    expect(balancing?.urlMaps[1]?.args.defaultUrlRedirect).toMatchObject({ httpsRedirect: true });
    expect(balancing?.sslPolicies[0]?.args).toMatchObject({ minTlsVersion: "TLS_1_2" });
    expect(balancing?.certificates[0]?.args.managed).toEqual({ domains: ["example.com", "www.example.com"] });
    expect(balancing?.described[0]?.url).toEqual({ scheme: "https", host: "example.com" });
  });

  it("has a certificate of another name for other domains: certificates cannot change, and the old one serves until then", async () => {
    const named = async (domain: string) => {
      const balancer = `{ name: shop, domains: [${domain}], backends: [{ name: old, to: "https://old.example.com" }] }`;
      return (await stateOf(`  loadBalancers: [${balancer}]\n`)).balancing?.certificates[0]?.args.name;
    };
    const name = await named("a.example.com");
    expect(name).toMatch(/^dev-shop-[0-9a-f]{10}$/);
    expect(await named("a.example.com")).toBe(name);
    expect(await named("b.example.com")).not.toBe(name);
  });

  it("sends hosts and paths to their backends", async () => {
    const { balancing } = await stateOf(`${web}  buckets: [{ name: assets, public: true }]
  loadBalancers:
    - name: shop
      backends:
        - { name: app, to: machines/web }
        - { name: assets, to: buckets/assets, cdn: true }
        - { name: old, to: "https://old.example.com:8443", securityPolicy: edge }
      routes: [{ name: www, hosts: [example.com], backend: old, paths: [{ paths: [/static/*], backend: assets }] }]
  securityPolicies: [{ name: edge }]
`);
    expect(balancing?.urlMaps).toMatchObject([
      {
        defaultService: { service: "shop-app" },
        args: { hostRules: [{ hosts: ["example.com"], pathMatcher: "www" }] },
        pathMatchers: [
          {
            name: "www",
            defaultService: { service: "shop-old" },
            pathRules: [{ paths: ["/static/*"], service: { bucket: "shop-assets" } }],
          },
        ],
      },
    ]);
    const cdnPolicy = { cacheMode: "CACHE_ALL_STATIC", defaultTtl: 3600, maxTtl: 86_400, clientTtl: 3600 };
    expect(balancing?.backendBuckets).toMatchObject([{ bucket: "assets", args: { enableCdn: true, cdnPolicy } }]);
    expect(balancing?.internetGroups[0]?.endpoint).toEqual({ fqdn: "old.example.com", port: 8443 });
    expect(balancing?.backendServices[1]).toMatchObject({
      groups: [{ internetGroup: "shop-old" }],
      securityPolicy: "edge",
      args: { protocol: "HTTPS", customRequestHeaders: ["Host: old.example.com"] },
    });
  });

  it("lets Google reach its machines at the port of the traffic and the one of the check, and no others", async () => {
    const { firewallRules, machines, balancing } = await stateOf(`${web}  loadBalancers:
    - { name: shop, backends: [{ name: app, to: machines/web, check: { port: 9000 } }] }
`);
    expect(firewallRules.map(({ args }) => [args.name, args.allows, args.targetTags])).toEqual([
      ["dev-health-checks-web", [{ protocol: "tcp", ports: ["8080", "9000"] }], ["balanced-web"]],
    ]);
    expect(machines.map(({ args }) => args.tags)).toEqual([["balanced-web"], ["balanced-web"]]);
    expect(balancing?.backendServices[0]?.groups).toHaveLength(2);
  });
});

describe("a Cloud Run service behind a load balancer", () => {
  it.each(["external", "regional"])(
    "is an endpoint group of its region, without a check and a timeout: %s",
    async (kind) => {
      const { balancing } = await stateOf(`  runServices: [{ name: api, image: "gcr.io/p/api", ingress: load-balancer }]
  loadBalancers: [{ name: shop, kind: ${kind}, backends: [{ name: api, to: runServices/api }] }]
`);
      expect(balancing?.serverlessGroups).toMatchObject([
        { key: "shop-api", service: "api", args: { region: "europe-west1", networkEndpointType: "SERVERLESS" } },
      ]);
      const [service] = balancing?.backendServices ?? [];
      expect(service).toMatchObject({ groups: [{ serverlessGroup: "shop-api" }], balancing: {} });
      expect(service).not.toHaveProperty("healthCheck");
      expect(service?.args).not.toHaveProperty("timeoutSec");
    },
  );
});

describe("an internal load balancer", () => {
  it("passes packets on at an address of its subnet", async () => {
    const { balancing, addresses, dnsRecords } = await stateOf(`${web}  loadBalancers:
    - { name: db, kind: internal, ports: [5432], backends: [{ name: db, to: machines/web }] }
  dns: [{ name: z, domain: inner., visibility: private, records: [{ name: db, type: A, values: ["address:db"] }] }]
`);
    expect(addresses).toMatchObject([{ key: "db", subnet: "main", args: { addressType: "INTERNAL" } }]);
    expect(dnsRecords[0]?.data).toEqual([{ address: "db", scope: "regional" }]);
    expect(balancing?.forwardingRules).toMatchObject([
      {
        target: { backendService: "db-db" },
        subnet: "main",
        args: { region: "europe-west1", loadBalancingScheme: "INTERNAL", ipProtocol: "TCP", ports: ["5432"] },
      },
    ]);
    expect(balancing?.healthChecks[0]?.args).toMatchObject({ region: "europe-west1", tcpHealthCheck: { port: 5432 } });
    expect(balancing?.backendServices[0]?.balancing).toEqual({ balancingMode: "CONNECTION" });
  });
});

describe("a regional load balancer", () => {
  it("has a planned subnet of its proxies, which reach its machines", async () => {
    const { balancing, firewallRules, network } = await stateOf(`${web}  loadBalancers:
    - { name: euro, kind: regional, backends: [{ name: app, to: machines/web }] }
`);
    const range = balancing?.proxySubnet?.args.ipCidrRange ?? "";
    expect(range).toMatch(/\/23$/);
    expect(Cidr.parse(network.cidr)?.contains(Cidr.parse(range) ?? Cidr.holding(0, 0))).toBe(true);
    expect(firewallRules.map(({ args }) => [args.name, args.sourceRanges])).toEqual([
      ["dev-health-checks-web", ["130.211.0.0/22", "35.191.0.0/16"]],
      ["dev-proxies-web", [range]],
    ]);
    expect(balancing?.described[0]?.url).toEqual({ scheme: "http" });
  });
});

describe("a security policy of a desired state", () => {
  it("has its rules by priority, and one for all other requests", async () => {
    const { balancing } = await stateOf(`  securityPolicies:
    - name: edge
      default: deny(404)
      rules:
        - { name: slow, priority: 20, action: throttle, expression: "true", rate: { requests: 100, per: 5m } }
        - { name: office, priority: 10, action: allow, ranges: [203.0.113.0/24], preview: true }
`);
    const config = { srcIpRanges: ["203.0.113.0/24"] };
    expect(balancing?.securityPolicies[0]?.args.rules).toEqual([
      {
        priority: 10,
        description: "office",
        action: "allow",
        preview: true,
        match: { versionedExpr: "SRC_IPS_V1", config },
      },
      {
        priority: 20,
        description: "slow",
        action: "throttle",
        match: { expr: { expression: "true" } },
        rateLimitOptions: {
          conformAction: "allow",
          exceedAction: "deny(429)",
          enforceOnKey: "IP",
          rateLimitThreshold: { count: 100, intervalSec: 300 },
        },
      },
      {
        priority: 2_147_483_647,
        description: "default",
        action: "deny(404)",
        match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } },
      },
    ]);
  });
});

describe("load balancers of a desired state", () => {
  const drawn = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "a-b", "c"),
      backends: fc.uniqueArray(fc.constantFrom("x", "b-x", "y"), { minLength: 1 }),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
  );

  it("do not depend on the order in which they are declared, and have keys of their own or names that are told", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (balancers) => {
        const spec = (list: typeof balancers) =>
          `spec: { machines: [{ name: web, ports: [{ name: http, port: 80 }] }], loadBalancers: ${JSON.stringify(
            list.map(({ name, backends }) => ({
              name,
              default: backends.toSorted()[0],
              backends: backends.map((each) => ({ name: each, to: "machines/web" })),
            })),
          )} }\n`;
        const planned = async (text: string) => {
          const environment = await environmentIn({ dev: text }, "dev");
          const addresses = planAddresses([environment], book).environments.get("dev");
          if (!addresses) throw new Error("Every environment is planned.");
          return planDesiredState(environment, addresses);
        };
        const state = await planned(spec(balancers));
        const reversed = balancers
          .toReversed()
          .map(({ name, backends }) => ({ name, backends: backends.toReversed() }));
        const sameName = (list: readonly { args: { name: string } }[]) =>
          list.length - new Set(list.map(({ args }) => args.name)).size;
        const services = state.balancing?.backendServices ?? [];
        expect(services.length - new Set(services.map(({ key }) => key)).size).toBe(sameName(services));
        const again = sameName(services) === 0 ? await planned(spec(reversed)) : state;
        expect(again).toEqual(state);
      }),
      { numRuns: 40 },
    );
  });

  it("are protected with all that belongs to them, and by their own names", async () => {
    const balancers = `  loadBalancers:
    - { name: shop, domains: [a.example.com], backends: [{ name: app, to: machines/web, securityPolicy: edge }] }
    - { name: euro, kind: regional, backends: [{ name: app, to: machines/web }] }
  securityPolicies: [{ name: edge }]
`;
    const unprotected = ({ balancing }: DesiredState, name: string) =>
      Object.entries(balancing ?? {})
        .filter(([kind]) => kind !== "described")
        .flatMap(([, values]) => [values].flat() as { key: string; protect: boolean }[])
        .filter(({ key, protect }) => key.startsWith(name) && !protect);
    expect(unprotected(await stateOf(`${web}${balancers}  protect: true\n`), "")).toEqual([]);
    const one = await stateOf(`${web}${balancers}  protect: [loadBalancers/shop]\n`);
    expect(unprotected(one, "shop")).toEqual([]);
    expect(unprotected(one, "euro").length).toBeGreaterThan(0);
    expect(one.globalAddresses.map(({ protect }) => protect)).toEqual([true]);
  });

  it("of names that are cut or joined alike are told", async () => {
    const backend = (name: string) => `backends: [{ name: ${name}, to: machines/web }]`;
    const spec = `${web}  loadBalancers: [{ name: a, ${backend("b-x")} }, { name: a-b, ${backend("x")} }]\n`;
    const { issues } = await checkFleet(memoryTree(written({ dev: `spec:\n${spec}` })));
    expect(issues.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("its backend service dev-a-b-x would have the same name as another of this environment"),
    );
  });
});
