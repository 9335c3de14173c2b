import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

const machines = "machines: [{ name: web, ports: [{ name: http, port: 8080 }] }, { name: bare }]";
const others =
  "buckets: [{ name: assets, public: true }, { name: inner }], securityPolicies: [{ name: edge }], runServices: [{ name: api, image: 'gcr.io/p/api', ingress: internal }, { name: open, image: 'gcr.io/p/api', ingress: all }]";

/** Issues of one load balancer that is called `shop`, by the paths below it. */
async function issuesOf(rest: string, more = ""): Promise<readonly string[]> {
  const spec = `{ ${machines}, ${others}, ${more} loadBalancers: [{ name: shop, ${rest} }] }`;
  const issues = await issuesIn({ dev: `spec: ${spec}\n` });
  return issues.map((issue) => issue.replace(/^\S+ /, "").replace("spec.loadBalancers[shop].", ""));
}
const app = "{ name: app, to: machines/web }";

describe("a load balancer", () => {
  it("has defaults for all that is not declared", async () => {
    const spec = `spec: { ${machines}, loadBalancers: [{ name: shop, backends: [${app}] }] }\n`;
    const { loadBalancers } = await environmentIn({ dev: spec }, "dev");
    expect(loadBalancers).toEqual([
      {
        name: "shop",
        kind: "external",
        domains: [],
        redirectHttp: true,
        defaultBackend: "app",
        routes: [],
        backends: [
          {
            name: "app",
            to: "machines",
            group: "web",
            protocol: "http",
            port: { name: "http", port: 8080 },
            timeoutSeconds: 30,
            affinity: "none",
            logging: 1,
            check: expect.objectContaining({ protocol: "http", port: 8080, path: "/" }),
          },
        ],
      },
    ]);
  });

  it.each([
    ["backends: []", "backends: is empty; write what answers, such as - { name: web, to: machines/web }"],
    [
      "backends: [{ name: app, to: machines/wbe }]",
      'backends[app].to: no machine group is called "wbe" (did you mean web?); there are web, bare',
    ],
    [
      "backends: [{ name: app, to: machines/bare }]",
      "backends[app].to: the machine group bare has no ports; give it one, such as ports: [{ name: http, port: 80 }]",
    ],
    [
      "backends: [{ name: app, to: machines/web, port: htp }]",
      'backends[app].port: no named port is called "htp" (did you mean http?); there are http',
    ],
    [
      "backends: [{ name: app, to: buckets/inner }]",
      "backends[app].to: the bucket inner is not public, so that the load balancer would answer 403; write public: true at the bucket",
    ],
    [
      "backends: [{ name: app, to: runServices/apo }]",
      'backends[app].to: no Cloud Run service is called "apo" (did you mean api?); there are api, open',
    ],
    [
      "backends: [{ name: app, to: runServices/api }]",
      "backends[app].to: the Cloud Run service api answers inside of the network alone; write ingress: load-balancer at the service",
    ],
    [
      "backends: [{ name: app, to: runServices/open, timeout: 5s }]",
      "backends[app].timeout: is not for a Cloud Run service; leave it out",
    ],
    [
      "backends: [{ name: app, to: buckets/assets, check: {} }]",
      "backends[app].check: is not for a bucket; leave it out",
    ],
    [
      "backends: [{ name: app, to: 'https://old.example.com:70000' }]",
      "backends[app].to: 70000 is no port; 1 to 65535",
    ],
    [
      "backends: [{ name: app, to: machines/web, securityPolicy: edgy }]",
      'backends[app].securityPolicy: no security policy is called "edgy" (did you mean edge?); there are edge',
    ],
    [
      "backends: [{ name: app, to: machines/web, cdn: { ttl: 2h, maxTtl: 1h } }]",
      "backends[app].cdn.ttl: is 2h, longer than maxTtl, 1h",
    ],
    [
      "backends: [{ name: app, to: machines/web, cdn: { mode: use-origin-headers, ttl: 2h } }]",
      "backends[app].cdn.ttl: is not for mode: use-origin-headers; leave it out",
    ],
    [`default: ap, backends: [${app}]`, 'default: no backend is called "ap" (did you mean app?); there are app'],
    [
      `routes: [{ name: a, hosts: [a.com, a.com], paths: [{ paths: [/x, /x], backend: nap }] }], backends: [${app}]`,
      "routes[a].hosts[1]: a.com stands here twice; first at dev/environment.yaml",
    ],
    [`ports: [80], backends: [${app}]`, "ports: is not for external load balancers; leave it out"],
    [
      `kind: regional, domains: [shop.example.com], backends: [${app}]`,
      "domains: Google's managed certificates are those of external load balancers alone; write kind: external, or leave domains out",
    ],
    [
      "kind: regional, backends: [{ name: app, to: buckets/assets }]",
      "backends[app].to: regional load balancers have no buckets behind them; there are machines, runServices",
    ],
    [
      "kind: internal, ports: [80], backends: []",
      "backends: an internal load balancer has one backend; 0 are declared",
    ],
    [`kind: internal, backends: [${app}]`, "backends[app].check.port: is missing; write the port that is asked"],
    [
      `kind: internal, ports: [80], subnet: mian, backends: [${app}]`,
      'subnet: no subnet is called "mian" (did you mean main?); there are main',
    ],
    [
      `kind: internal, ports: [80], backends: [{ name: app, to: machines/web, cdn: true }]`,
      "backends[app].cdn: is not for internal load balancers; leave it out",
    ],
    [`address: front, backends: [${app}]`, 'address: no address is called "front"; there are none'],
  ])("with %s is refused", async (rest, issue) => {
    const issues = await issuesOf(rest);
    expect(issues[0]).toContain(issue);
  });

  it("tells everything that is wrong at once", async () => {
    const routes = "routes: [{ name: a, hosts: [a.com, a.com], paths: [{ paths: [/x, /x], backend: nap }] }]";
    expect((await issuesOf(`${routes}, backends: [${app}]`)).map((issue) => issue.split(":")[0])).toEqual([
      "routes[a].hosts[1]",
      "routes[a].paths[0].paths[1]",
      "routes[a].paths[0].backend",
    ]);
  });

  it("needs an address of its scope, and one of another name for its own", async () => {
    const network = "network: { addresses: [{ name: front }, { name: shop, scope: global }] },";
    expect(await issuesOf(`address: front, backends: [${app}]`, network)).toEqual([
      "address: the address front is not global, and the load balancer is external; write scope: global at the address",
    ]);
    expect(await issuesOf(`backends: [${app}]`, network)).toEqual([
      expect.stringContaining("write address: shop, or rename one of the two"),
    ]);
    expect(await issuesOf(`address: shop, backends: [${app}]`, network)).toEqual([]);
  });

  it("warns of a domain in the environment's own zone that does not lead to it", async () => {
    const zone = (records: string) => `dns: [{ name: z, domain: example.com., records: [${records}] }],`;
    const balancer = `domains: [shop.example.com], backends: [${app}]`;
    expect(await issuesOf(balancer, zone(""))).toEqual([
      'domains: warning: shop.example.com lies in the zone z, where nothing leads to this load balancer, so its certificate is never issued; add the record { name: "shop", type: A, values: ["address:shop"] }',
    ]);
    expect(await issuesOf(balancer, zone('{ name: shop, type: A, values: ["address:shop"] }'))).toEqual([]);
    expect(await issuesOf(balancer, zone('{ name: "*", type: A, values: ["address:shop"] }'))).toEqual([]);
    expect(await issuesOf(balancer.replace("example.com", "example.org"), zone(""))).toEqual([]);
  });
});

describe("a security policy", () => {
  async function policyIssues(rules: string): Promise<readonly string[]> {
    const issues = await issuesIn({ dev: `spec: { securityPolicies: [{ name: edge, rules: [${rules}] }] }\n` });
    return issues.map((issue) => issue.replace(/^\S+ /, "").replace("spec.securityPolicies[edge].rules", ""));
  }

  it.each([
    [
      "{ name: a, priority: 1, action: allow }",
      "[a]: write either ranges or expression: which requests the rule is about",
    ],
    [
      "{ name: a, priority: 1, action: allow, ranges: [10.0.0.0/8], expression: 'true' }",
      "[a]: write either ranges or expression: which requests the rule is about",
    ],
    [
      "{ name: a, priority: 1, action: throttle, expression: 'true' }",
      "[a].rate: is missing; throttle needs it: { requests: 100 }",
    ],
    [
      "{ name: a, priority: 1, action: allow, expression: 'true', rate: { requests: 1 } }",
      "[a].rate: goes with action: throttle alone",
    ],
    [
      "{ name: a, priority: 1, action: allow, ranges: [10.0.0.1/8] }",
      '[a].ranges[0]: is "10.0.0.1/8", an address inside of 10.0.0.0/8; write 10.0.0.0/8',
    ],
    [
      "{ name: a, priority: 2147483647, action: allow, expression: 'true' }",
      "[a].priority: is the number 2147483647; at most 2147483646",
    ],
  ])("with %s is refused", async (rules, issue) => {
    expect(await policyIssues(rules)).toEqual([issue]);
  });

  it("has one rule for each priority", async () => {
    const rule = (name: string) => `{ name: ${name}, priority: 5, action: allow, expression: 'true' }`;
    expect(await policyIssues(`${rule("a")}, ${rule("b")}`)).toEqual([
      expect.stringMatching(/^\[b\]\.priority: 5 is that of another rule at dev\/environment\.yaml:\d+:\d+$/),
    ]);
  });
});
