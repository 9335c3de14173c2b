import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DesiredState, planAddresses, planDesiredState, readDesiredState } from "../../../src/desired/index.ts";
import { Cidr, type Environment, formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { written } from "../environment/written.ts";
import { environments } from "./arbitrary.ts";

const book = { pool: Cidr.parse("10.0.0.0/8") ?? Cidr.holding(0, 0), environments: new Map() };

async function stateOf(spec: string): Promise<DesiredState> {
  const reading = await readDesiredState(memoryTree(written({ shared: "", dev: `spec:\n${spec}` })), "dev");
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

function planned(environment: Environment): DesiredState {
  const addresses = planAddresses([environment], book).environments.get(environment.name);
  if (!addresses) throw new Error("Every environment is planned.");
  return planDesiredState(environment, addresses);
}

describe("a desired state", () => {
  it("does not depend on the order of anything in the environment", () => {
    fc.assert(
      fc.property(environments, (fleet) => {
        for (const environment of fleet) {
          const { network, clusters, machines } = environment;
          const reordered = {
            ...environment,
            clusters: clusters.toReversed(),
            machines: machines.toReversed(),
            network: { ...network, subnets: network.subnets.toReversed(), firewall: network.firewall.toReversed() },
          };
          expect(planned(reordered)).toEqual(planned(environment));
        }
      }),
    );
  });

  it("has keys that are unique among resources of a kind", () => {
    fc.assert(
      fc.property(environments, (fleet) => {
        for (const values of fleet.flatMap((environment) => Object.values(planned(environment)))) {
          if (!Array.isArray(values)) continue;
          const keys = (values as { key?: string }[]).flatMap(({ key }) => key ?? []);
          expect(new Set(keys).size).toBe(keys.length);
        }
      }),
    );
  });

  it("is the same as plain JSON: nothing in it is a class, a function or undefined", async () => {
    const state = await stateOf(
      "  machines: [{ name: web, count: 2 }]\n  clusters: [{ name: main, nodePools: [{ name: a }] }]\n",
    );
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  });
});

const pool = "nodePools: [{ name: default, nodes: 3 }]";

describe("the network of a desired state", () => {
  it("writes firewall rules as the cloud does", async () => {
    const { firewallRules } = await stateOf(`  network:
    cidr: 10.4.0.0/16
    firewall:
      - { name: web, allow: [tcp:80, icmp, tcp:443], ranges: [0.0.0.0/0], targetTags: [web] }
      - { name: inside, allow: [all] }
      - { name: tagged, allow: [tcp:1-9], sourceTags: [web], log: true }
      - { name: out, direction: egress, deny: [tcp:25], ranges: [0.0.0.0/0], priority: 5 }
`);
    const common = { direction: "INGRESS", priority: 1000 };
    const logConfig = { metadata: "INCLUDE_ALL_METADATA" };
    const web = [{ protocol: "tcp", ports: ["80", "443"] }, { protocol: "icmp" }];
    const mail = { direction: "EGRESS", priority: 5, denies: [{ protocol: "tcp", ports: ["25"] }] };
    expect(firewallRules.map(({ args }) => args)).toEqual([
      { ...common, name: "dev-inside", allows: [{ protocol: "all" }], sourceRanges: ["10.4.0.0/16"] },
      { ...mail, name: "dev-out", destinationRanges: ["0.0.0.0/0"] },
      { ...common, name: "dev-tagged", allows: [{ protocol: "tcp", ports: ["1-9"] }], sourceTags: ["web"], logConfig },
      { ...common, name: "dev-web", allows: web, sourceRanges: ["0.0.0.0/0"], targetTags: ["web"] },
    ]);
  });

  it("keeps as many addresses for the NAT gateway as are declared", async () => {
    const { nat, addresses } = await stateOf("  network: { nat: { addresses: 2, log: none } }\n");
    expect(nat).toMatchObject({ addresses: ["nat-1", "nat-2"], args: { natIpAllocateOption: "MANUAL_ONLY" } });
    expect(nat?.args).not.toHaveProperty("logConfig");
    expect(addresses.map(({ args }) => args.name)).toEqual(["dev-nat-1", "dev-nat-2"]);
  });

  it("has neither router nor gateway without NAT", async () => {
    const state = await stateOf("  network: { nat: false }\n");
    expect(state).not.toHaveProperty("router");
    expect(state).not.toHaveProperty("nat");
  });

  it("connects peered networks in both directions", async () => {
    const { peerings, references } = await stateOf("  network: { peers: [shared] }\n");
    const link = [{ environment: "shared", path: ["network", "selfLink"] }];
    expect(peerings).toEqual([
      { key: "from-shared", protect: false, args: { name: "shared-to-dev" }, network: link, peerNetwork: "self" },
      { key: "to-shared", protect: false, args: { name: "dev-to-shared" }, network: "self", peerNetwork: link },
    ]);
    expect(references).toEqual(["shared"]);
  });

  it("points DNS records at kept addresses, regional or global", async () => {
    const { dnsRecords } = await stateOf(`  network: { addresses: [{ name: ingress, scope: global }, { name: vpn }] }
  dns:
    - name: shop
      domain: shop.example.com.
      records: [{ type: A, values: ["address:ingress", "address:vpn"] }, { name: www, type: CNAME, values: [shop.example.com.] }]
`);
    expect(dnsRecords.map(({ args, data }) => [args.name, args.type, data])).toEqual([
      [
        "shop.example.com.",
        "A",
        [
          { address: "ingress", scope: "global" },
          { address: "vpn", scope: "regional" },
        ],
      ],
      ["www.shop.example.com.", "CNAME", [["shop.example.com."]]],
    ]);
  });

  it("writes flow logs as the cloud does", async () => {
    const { subnets } = await stateOf(
      "  network: { subnets: [{ name: a, flowLogs: true }, { name: b, flowLogs: { interval: 15m, sampling: 0, metadata: none } }] }\n",
    );
    expect(subnets.map(({ args }) => args.logConfig)).toEqual([
      { aggregationInterval: "INTERVAL_5_SEC", flowSampling: 0.5, metadata: "INCLUDE_ALL_METADATA" },
      { aggregationInterval: "INTERVAL_15_MIN", flowSampling: 0, metadata: "EXCLUDE_ALL_METADATA" },
    ]);
  });
});

describe("the machines of a desired state", () => {
  it("are numbered, with disks and addresses of their own, in one group per zone", async () => {
    const { machines, disks, addresses, instanceGroups } = await stateOf(`  machines:
    - name: db
      count: 2
      zones: [europe-west1-b, europe-west1-c]
      disks: [{ name: data, sizeGb: 100, type: pd-ssd }]
      externalAddress: static
      labels: { role: data }
`);
    expect(machines.map(({ key, external, disks, args }) => [key, args.zone, external, disks])).toEqual([
      ["db-1", "europe-west1-c", { address: "db-1" }, [{ disk: "db-1-data", deviceName: "data" }]],
      ["db-2", "europe-west1-b", { address: "db-2" }, [{ disk: "db-2-data", deviceName: "data" }]],
    ]);
    const labels = { environment: "dev", "managed-by": "groundwork", group: "db", role: "data" };
    expect(disks[0]?.args).toEqual({
      name: "dev-db-1-data",
      zone: "europe-west1-c",
      type: "pd-ssd",
      size: 100,
      labels,
    });
    expect(addresses.map(({ key }) => key)).toEqual(["db-1", "db-2"]);
    expect(instanceGroups.map(({ key, machines }) => [key, machines])).toEqual([
      ["db-europe-west1-b", ["db-2"]],
      ["db-europe-west1-c", ["db-1"]],
    ]);
  });

  it("keep their own labels, but not those that say whose they are", async () => {
    const { machines } = await stateOf("  machines: [{ name: web, labels: { environment: other, a: b } }]\n");
    expect(machines[0]?.args.labels).toEqual({ environment: "dev", "managed-by": "groundwork", group: "web", a: "b" });
  });
});

describe("the clusters of a desired state", () => {
  it("have a service account for nodes unless all pools have one", async () => {
    const own = await stateOf(`  clusters: [{ name: main, ${pool} }]\n`);
    expect(own.serviceAccounts.map(({ args }) => args.accountId)).toEqual(["dev-main-nodes"]);
    expect(own.nodePools[0]?.serviceAccount).toBe("main-nodes");
    const given = await stateOf(
      "  serviceAccounts: [{ name: nodes }]\n  clusters: [{ name: main, nodePools: [{ name: a, serviceAccount: nodes }] }]\n",
    );
    expect(given.serviceAccounts.map(({ key }) => key)).toEqual(["nodes"]);
    expect(given.nodePools[0]?.serviceAccount).toBe("nodes");
  });

  it("let Kubernetes service accounts act as the cloud's", async () => {
    const { workloadIdentities } = await stateOf(`  serviceAccounts:
    - { name: api, workloads: [{ namespace: shop, serviceAccount: web }] }
  clusters: [{ name: main, ${pool} }]
`);
    expect(workloadIdentities).toEqual([
      {
        key: "api-shop-web",
        protect: false,
        serviceAccount: "api",
        cluster: "main",
        args: {
          role: "roles/iam.workloadIdentityUser",
          member: "serviceAccount:groundwork-local.svc.id.goog[shop/web]",
        },
      },
    ]);
  });

  it("leave to autopilot what it decides itself", async () => {
    const { clusters, nodePools } = await stateOf("  clusters: [{ name: main, mode: autopilot }]\n");
    expect(nodePools).toEqual([]);
    expect(clusters[0]?.args).toMatchObject({ enableAutopilot: true, location: "europe-west1" });
    expect(clusters[0]?.args).not.toHaveProperty("initialNodeCount");
    expect(clusters[0]?.serviceAccount).toBe("main-nodes");
  });

  it("follow the environment's folder, and have the whole repository for what its kustomizations name", async () => {
    const settings =
      "interval: 90m, agent: flux, flux: { manifests: flux }, deletionPolicy: MirrorPrune, decryption: { secret: sops-age }";
    const { sync } = await stateOf(`  clusters: [{ name: main, ${pool} }]\n  sync: { ${settings} }\n`);
    expect(sync).toEqual({
      agent: "flux",
      cluster: "main",
      name: "dev",
      follows: { kind: "branch", value: "main" },
      path: "./environments/dev/apps",
      interval: "1h30m0s",
      prune: true,
      suspend: false,
      deletionPolicy: "MirrorPrune",
      receiver: false,
      decryption: { secret: "sops-age" },
      flux: { multitenant: true, upgradedBy: "pulumi", manifests: { in: "repository", path: "flux" } },
    });
  });
});

describe("protection", () => {
  const spec = `  network: { addresses: [{ name: ingress }] }
  machines: [{ name: web }, { name: db }]
  clusters: [{ name: main, ${pool} }]
`;
  const protectedKeys = (state: DesiredState) =>
    Object.entries(state).flatMap(([kind, value]) =>
      [value].flat().flatMap((one: { key?: string; protect?: boolean }) => (one.protect ? `${kind}/${one.key}` : [])),
    );

  it("is of what is listed, and of what belongs to it", async () => {
    expect(protectedKeys(await stateOf(`${spec}  protect: [machines/db, clusters]\n`))).toEqual([
      "machines/db-1",
      "instanceGroups/db-europe-west1-c",
      "clusters/main",
      "nodePools/main-default",
    ]);
  });

  it("also asks the cloud to refuse the deletion", async () => {
    const { machines, clusters } = await stateOf(`${spec}  protect: [machines/db, clusters/main]\n`);
    expect(machines.map(({ args }) => args.deletionProtection)).toEqual([true, false]);
    expect(clusters[0]?.args.deletionProtection).toBe(true);
  });

  it("of everything leaves nothing out", async () => {
    const state = await stateOf(`${spec}  protect: true\n`);
    const all = Object.values(state).flatMap((value) => [value].flat()) as { key?: string; protect?: boolean }[];
    expect(all.filter(({ key, protect }) => key !== undefined && protect !== true)).toEqual([]);
  });
});
