import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn, profile } from "./written.ts";

async function issuesOf(spec: string): Promise<readonly string[]> {
  return (await issuesIn({ dev: `spec:\n${spec}` })).map((issue) => issue.replaceAll("dev/environment.yaml:", ""));
}

const pool = "nodePools: [{ name: default, nodes: 1 }]";

describe("ranges", () => {
  it("that overlap are reported with both places", async () => {
    expect(
      await issuesOf(`  network:
    subnets:
      - { name: a, cidr: 10.0.0.0/22 }
      - { name: b, cidr: 10.0.2.0/24 }
`),
    ).toEqual([
      "7:26 spec.network.subnets[b].cidr: 10.0.2.0/24 overlaps the subnet a, 10.0.0.0/22, at 6:26; give one of them another block",
    ]);
  });

  it("of pods, services and control planes are among them", async () => {
    const issues = await issuesOf(`  network:
    subnets:
      - { name: a, cidr: 10.0.0.0/22, pods: 10.1.0.0/17, services: 10.1.64.0/20 }
  clusters:
    - { name: main, controlPlane: 10.0.3.16/28, ${pool} }
`);
    expect(issues.map((issue) => issue.split(":").slice(0, 3).join(":"))).toEqual([
      "6:68 spec.network.subnets[a].services: 10.1.64.0/20 overlaps the pods of a, 10.1.0.0/17, at 6",
      "8:35 spec.clusters[main].controlPlane: 10.0.3.16/28 overlaps the subnet a, 10.0.0.0/22, at 6",
    ]);
  });

  it("outside of the declared network are refused", async () => {
    expect(await issuesOf("  network: { cidr: 10.4.0.0/16, subnets: [{ name: a, cidr: 10.5.0.0/24 }] }\n")).toEqual([
      "4:60 spec.network.subnets[a].cidr: 10.5.0.0/24 lies outside of the network's 10.4.0.0/16 (4:20)",
    ]);
  });

  it.each([
    ["10.0.0.5/24", 'is "10.0.0.5/24", an address inside of 10.0.0.0/24; write 10.0.0.0/24'],
    ["10.0.0.256/32", 'is "10.0.0.256/32"; bytes go up to 255 and sizes from /0 to /32'],
    ["10.0.0.0/30", "is a /30; a subnet is /8 to /29"],
    ["/30", "is a /30; a subnet is /8 to /29"],
    ["127.0.0.0/24", "127.0.0.0/24 overlaps 127.0.0.0/8, which no network can use"],
  ])("like %s are refused", async (cidr, problem) => {
    const issues = await issuesOf(`  network: { subnets: [{ name: a, cidr: ${cidr} }] }\n`);
    expect(issues).toContain(`4:41 spec.network.subnets[a].cidr: ${problem}`);
  });

  it("too small for the pods are refused, with the size that is enough", async () => {
    expect(
      await issuesOf(`  network: { subnets: [{ name: a, pods: /22 }] }
  clusters:
    - { name: main, nodePools: [{ name: default, nodes: { min: 1, max: 9 } }] }
`),
    ).toEqual([
      "4:41 spec.network.subnets[a].pods: a /22 is too small for the pods of up to 10 nodes, of which each takes a /24; a /20 is enough, or a smaller maxPodsPerNode",
    ]);
  });

  it("too small for the machines are refused", async () => {
    expect(
      await issuesOf("  network: { subnets: [{ name: a, cidr: /28 }] }\n  machines: [{ name: web, count: 13 }]\n"),
    ).toEqual([
      "4:41 spec.network.subnets[a].cidr: a /28 holds 12 machines and nodes, and up to 13 are declared; a /27 is enough",
    ]);
  });

  it("hold as many nodes as they say", async () => {
    expect(
      await issuesOf(`  network: { subnets: [{ name: a, pods: /22 }] }
  clusters: [{ name: main, maxPodsPerNode: 32, nodePools: [{ name: default, nodes: { min: 1, max: 15 } }] }]
`),
    ).toEqual([]);
  });
});

describe("names", () => {
  it.each([
    [
      "  machines: [{ name: web }, { name: api }, { name: web }]\n",
      "4:52 spec.machines[web].name: web stands here twice; first at 4:22",
    ],
    [
      `  clusters: [{ name: a, nodePools: [{ name: x }, { name: x }] }]\n`,
      "4:58 spec.clusters[a].nodePools[x].name: x stands here twice; first at 4:45",
    ],
    [
      "  network: { subnets: [{ name: a }, { name: a }] }\n",
      "4:45 spec.network.subnets[a].name: a stands here twice; first at 4:32",
    ],
    [
      "  databases: [{ name: a, databases: [shop, shop] }]\n",
      "4:44 spec.databases[a].databases[1]: shop stands here twice; first at 4:38",
    ],
  ])("that stand twice in %j are refused", async (spec, issue) => {
    expect(await issuesOf(spec)).toEqual([issue]);
  });

  it("of subnets, service accounts, clusters and addresses have to exist where they are referred to", async () => {
    const issues =
      await issuesOf(`  network: { subnets: [{ name: main }, { name: data }], addresses: [{ name: ingress }] }
  serviceAccounts: [{ name: api }]
  machines: [{ name: web, subnet: mian, serviceAccount: apis }]
  clusters: [{ name: main, ${pool} }]
  sync: { cluster: mani }
  dns: [{ name: z, domain: example.com., records: [{ type: A, values: ["address:ingres"] }] }]
  protect: [clusters/mein, databases]
`);
    expect(issues.map((issue) => issue.slice(issue.indexOf(" ") + 1))).toEqual([
      'spec.machines[web].subnet: no subnet is called "mian" (did you mean main?); there are main, data',
      'spec.machines[web].serviceAccount: no service account is called "apis" (did you mean api?); there are api',
      'spec.sync.cluster: no cluster is called "mani" (did you mean main?); there are main',
      'spec.dns[z].records[0].values[0]: no address is called "ingres" (did you mean ingress?); there are ingress',
      expect.stringContaining(
        'spec.protect[0]: no kind or resource is called "clusters/mein" (did you mean clusters/main?)',
      ),
    ]);
  });
});

describe("places", () => {
  it.each([
    [
      "  cloud: { region: europe-west1, zones: [europe-west1-a] }\n",
      "spec.cloud.zones[0]: europe-west1 has no zone europe-west1-a; allowed: europe-west1-b, europe-west1-c, europe-west1-d",
    ],
    [
      "  cloud: { region: europe-west1, zones: [us-east1-b] }\n",
      "spec.cloud.zones[0]: us-east1-b is not in europe-west1; allowed: europe-west1-b, europe-west1-c, europe-west1-d",
    ],
    [
      "  cloud: { region: europe-wset1 }\n",
      'spec.cloud.region: no known region is called "europe-wset1" (did you mean europe-west1?); for one that is newer, name its zones in spec.cloud.zones',
    ],
    [
      "  machines: [{ name: web, zones: [europe-west1-a] }]\n",
      "spec.machines[web].zones[0]: europe-west1-a is none of the environment's zones; allowed: europe-west1-b, europe-west1-c, europe-west1-d",
    ],
    [
      "  machines: [{ name: web, zones: [europe-west4-a] }]\n",
      "spec.machines[web].zones[0]: europe-west4-a is not in europe-west1; allowed: europe-west1-b, europe-west1-c, europe-west1-d",
    ],
    [
      `  clusters: [{ name: main, location: europe-west4, ${pool} }]\n`,
      'spec.clusters[main].location: "europe-west4" is neither the region nor one of its zones; allowed: europe-west1, europe-west1-b, europe-west1-c, europe-west1-d',
    ],
  ])("in %j are refused", async (spec, issue) => {
    expect((await issuesOf(spec)).map((line) => line.slice(line.indexOf(" ") + 1))).toEqual([issue]);
  });

  it("of a region that is newer than this program can be named", async () => {
    expect(await issuesOf("  cloud: { region: mars-north1, zones: [mars-north1-a] }\n")).toEqual([
      '4:20 spec.cloud.region: warning: no known region is called "mars-north1"; its zones are taken as written',
    ]);
  });

  it("of Google Cloud need a project and a region", async () => {
    expect(await issuesOf("  cloud: { kind: gcp }\n")).toEqual([
      "4:10 spec.cloud.project: is missing; kind: gcp needs it, such as project: acme-production",
      "4:10 spec.cloud.region: is missing; kind: gcp needs it, such as region: europe-west1",
    ]);
  });
});

describe("what cannot be together", () => {
  it.each([
    [
      "  clusters: [{ name: main }]\n",
      "spec.clusters[main].nodePools: is empty; a standard cluster has at least one, such as - name: default",
    ],
    [
      `  clusters: [{ name: main, mode: autopilot, ${pool} }]\n`,
      "spec.clusters[main].nodePools: an autopilot cluster makes its nodes itself; leave nodePools out",
    ],
    [
      `  clusters: [{ name: main, privateNodes: false, privateEndpoint: true, ${pool} }]\n`,
      "spec.clusters[main].privateEndpoint: needs privateNodes: true",
    ],
    [
      "  clusters: [{ name: main, nodePools: [{ name: a, nodes: { min: 3, max: 2 } }] }]\n",
      "spec.clusters[main].nodePools[a].nodes: min is 3 and max 2",
    ],
    [
      "  sync: { branch: main }\n",
      "spec.sync: there is no cluster to keep in sync; declare one in spec.clusters, or name one by spec.sync.kubeconfig",
    ],
    [
      `  clusters: [{ name: main, ${pool} }]\n  sync: { path: ../other }\n`,
      'spec.sync.path: is "../other"; write a folder of the repository, from its root',
    ],
    [
      `  clusters: [{ name: main, ${pool} }]\n  sync: { repository: "git@github.com:acme/infra.git" }\n`,
      "spec.sync.repository: is in the form of scp; write ssh://git@github.com/acme/infra.git",
    ],
    [`  clusters: [{ name: main, ${pool} }]\n  sync: { interval: 1s }\n`, "spec.sync.interval: is 1s; at least 5s"],
    [
      "  network: { firewall: [{ name: a }] }\n",
      "spec.network.firewall[a]: has neither allow nor deny; write one of them, such as allow: [tcp:443]",
    ],
    [
      "  network: { firewall: [{ name: a, allow: [tcp:1], deny: [tcp:2] }] }\n",
      "spec.network.firewall[a]: has both allow and deny; write one of them, such as allow: [tcp:443]",
    ],
    [
      "  network: { firewall: [{ name: a, allow: [icmp:8] }] }\n",
      "spec.network.firewall[a].allow[0]: icmp has no ports; write icmp alone",
    ],
    [
      "  network: { firewall: [{ name: a, allow: [tcp:70000] }] }\n",
      "spec.network.firewall[a].allow[0]: 70000 is no port or range of ports; 0 to 65535",
    ],
    [
      "  network: { subnets: [] }\n",
      "spec.network.subnets: is empty; a network has at least one subnet, such as - name: main",
    ],
    [
      "  serviceAccounts: [{ name: a, workloads: [{ namespace: x, serviceAccount: y }] }]\n",
      "spec.serviceAccounts[a].workloads: needs a cluster with workloadIdentity: true, and there is none",
    ],
    [
      "  machines: [{ name: a, metadata: { startup-script: x } }]\n",
      "spec.machines[a].metadata.startup-script: startup-script has a place of its own; write startupScript",
    ],
  ])("in %j is refused", async (spec, issue) => {
    expect((await issuesOf(spec)).map((line) => line.slice(line.indexOf(" ") + 1))).toContain(issue);
  });
});

describe("what a sync agent follows", () => {
  const sync = (keys: string) => `  clusters: [{ name: main, ${pool} }]\n  sync: { ${keys} }\n`;

  it.each([
    ["prune: true", { kind: "branch", value: "main" }],
    ["branch: live", { kind: "branch", value: "live" }],
    ["tag: v1.4.0", { kind: "tag", value: "v1.4.0" }],
    ['semver: ">=1.0.0 <2.0.0"', { kind: "semver", value: ">=1.0.0 <2.0.0" }],
    ["semver: 1.x", { kind: "semver", value: "1.x" }],
  ])("is with %s %j", async (keys, follows) => {
    expect((await environmentIn({ dev: `spec:\n${sync(keys)}` }, "dev")).sync).toMatchObject({ follows });
  });

  it("is one of branch, tag and semver, and each one more is an issue at its place", async () => {
    const problem =
      "stands beside branch, at 5:19; an agent follows one of branch, tag and semver: take one of them out, or write null for one that a profile has";
    expect(await issuesOf(sync("branch: main, tag: v1.4.0, semver: 1.x"))).toEqual([
      `5:30 spec.sync.tag: ${problem}`,
      `5:46 spec.sync.semver: ${problem}`,
    ]);
  });

  it("is a tag in place of the profile's branch, which null takes away", async () => {
    const files = (keys: string) => ({
      "_profiles/live.yaml": profile(`spec: { clusters: [{ name: main, ${pool} }], sync: { branch: live } }\n`),
      dev: `extends: ../_profiles/live.yaml\nspec: { sync: { ${keys} } }\n`,
    });
    expect((await issuesIn(files("tag: v1.4.0"))).join()).toContain("stands beside branch, at _profiles/live.yaml:3:");
    const { sync: built } = await environmentIn(files("branch: null, tag: v1.4.0"), "dev");
    expect(built?.follows).toEqual({ kind: "tag", value: "v1.4.0" });
  });

  it("is a range that Flux and Groundwork's agent understand alike, and every other is an issue", async () => {
    expect((await issuesOf(sync('semver: ">=1.2"'))).join()).toMatch(
      /^5:19 spec\.sync\.semver: ">=1\.2" is not understood alike by Flux and by Groundwork's agent; write comparators of three/,
    );
  });

  it.each(["refs/tags/v1", "-v1", ">=1.0.0", "v1 v2", "v*"])("is no tag like %s", async (tag) => {
    expect((await issuesOf(sync(`tag: "${tag}"`))).join()).toContain("write the name of one tag, such as v1.4.0");
  });
});
