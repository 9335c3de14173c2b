import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import table from "../../../data/gcp/machine-types.json" with { type: "json" };
import { clusterNodes } from "../../../src/local/cloud/gcp/index.ts";
import { machineOf, nodeResources } from "../../../src/local/cloud/gcp/rules/container/machine.ts";
import { labelFailures } from "../../../src/local/cloud/gcp/rules/container/node-labels.ts";
import type { StoredResource } from "../../../src/local/cloud/store/index.ts";

const stored = (type: string, id: string, name: string, properties: object) =>
  ({ type, id, name, properties }) as unknown as StoredResource;
function nodesOf(pool: object, { cluster = "main", name = "pool" } = {}) {
  const id = `projects/p/locations/europe-west3-a/clusters/${cluster}`;
  const owner = stored("gcp:container/cluster:Cluster", id, cluster, {
    location: "europe-west3-a",
    removeDefaultNodePool: true,
    initialNodeCount: 1,
  });
  return clusterNodes(owner, [stored("gcp:container/nodePool:NodePool", `${id}/nodePools/${name}`, name, pool)]);
}
const [first] = nodesOf({ nodeCount: 1 });

describe("a simulated GKE node", () => {
  it("has the labels of a GKE node", () => {
    expect(first?.labels).toEqual({
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/instance-type": "e2-medium",
      "beta.kubernetes.io/os": "linux",
      "cloud.google.com/gke-boot-disk": "pd-balanced",
      "cloud.google.com/gke-container-runtime": "containerd",
      "cloud.google.com/gke-cpu-scaling-level": "2",
      "cloud.google.com/gke-logging-variant": "DEFAULT",
      "cloud.google.com/gke-max-pods-per-node": "110",
      "cloud.google.com/gke-memory-gb-scaling-level": "4",
      "cloud.google.com/gke-nodepool": "pool",
      "cloud.google.com/gke-os-distribution": "cos",
      "cloud.google.com/gke-provisioning": "standard",
      "cloud.google.com/gke-stack-type": "IPV4",
      "cloud.google.com/machine-family": "e2",
      "cloud.google.com/private-node": "false",
      "failure-domain.beta.kubernetes.io/region": "europe-west3",
      "failure-domain.beta.kubernetes.io/zone": "europe-west3-a",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": "e2-medium",
      "topology.gke.io/zone": "europe-west3-a",
      "topology.kubernetes.io/region": "europe-west3",
      "topology.kubernetes.io/zone": "europe-west3-a",
    });
  });

  it.each<[string, object, object]>([
    ["labels of its own", { labels: { team: "shop" } }, { team: "shop" }],
    [
      "spot machines",
      { spot: true },
      { "cloud.google.com/gke-spot": "true", "cloud.google.com/gke-provisioning": "spot" },
    ],
    [
      "preemptible machines",
      { preemptible: true },
      { "cloud.google.com/gke-preemptible": "true", "cloud.google.com/gke-provisioning": "preemptible" },
    ],
    ["another image", { imageType: "UBUNTU_CONTAINERD" }, { "cloud.google.com/gke-os-distribution": "ubuntu" }],
    [
      "Windows",
      { imageType: "WINDOWS_LTSC_CONTAINERD" },
      {
        "kubernetes.io/os": "windows",
        "beta.kubernetes.io/os": "windows",
        "cloud.google.com/gke-os-distribution": "windows_ltsc",
      },
    ],
    [
      "Arm machines",
      { machineType: "t2a-standard-4" },
      { "kubernetes.io/arch": "arm64", "cloud.google.com/machine-family": "t2a" },
    ],
    ["another disk", { diskType: "pd-ssd" }, { "cloud.google.com/gke-boot-disk": "pd-ssd" }],
    [
      "accelerators",
      { guestAccelerators: [{ type: "nvidia-l4", count: 2 }] },
      { "cloud.google.com/gke-accelerator": "nvidia-l4" },
    ],
    [
      "workload identity",
      { workloadMetadataConfig: { mode: "GKE_METADATA" } },
      { "iam.gke.io/gke-metadata-server-enabled": "true" },
    ],
  ])("says so of a pool with %s", (_, nodeConfig, labels) => {
    expect(nodesOf({ nodeCount: 1, nodeConfig })[0]?.labels).toMatchObject(labels);
  });

  it("has its pool's taints, and those that GKE adds", () => {
    const taints = [
      { key: "dedicated", value: "batch", effect: "NO_SCHEDULE" },
      { key: "soft", value: "", effect: "PREFER_NO_SCHEDULE" },
      { key: "out", value: "1", effect: "NO_EXECUTE" },
    ];
    const guestAccelerators = [{ type: "nvidia-l4", count: 1 }];
    expect(
      nodesOf({ nodeCount: 1, nodeConfig: { taints, guestAccelerators, machineType: "t2a-standard-2" } })[0]?.taints,
    ).toEqual([
      { key: "dedicated", value: "batch", effect: "NoSchedule" },
      { key: "soft", value: "", effect: "PreferNoSchedule" },
      { key: "out", value: "1", effect: "NoExecute" },
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
      { key: "kubernetes.io/arch", value: "arm64", effect: "NoSchedule" },
    ]);
  });

  it("keeps every label within 63 characters, and every name apart, for names of any length", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/);
    fc.assert(
      fc.property(name, name, name, (cluster, pool, other) => {
        const nodes = [
          ...nodesOf({ nodeCount: 3 }, { cluster, name: pool }),
          ...(other === pool ? [] : nodesOf({ nodeCount: 3 }, { cluster, name: other })),
        ];
        const names = nodes.map((node) => node.name);
        expect(new Set(names).size).toBe(names.length);
        for (const one of names) expect(one).toMatch(/^gke-[a-z0-9-]{1,57}[a-z0-9]$/);
        for (const { labels } of nodes)
          for (const value of Object.values(labels))
            expect(value).toMatch(/^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/);
      }),
    );
    expect(
      nodesOf({ nodeCount: 1 }, { cluster: "c".repeat(40), name: "primary-nodes-with-a-long-name-1a2b3c4" })[0]?.name,
    ).toHaveLength(63);
  });

  it.each([
    ["e2-medium", "2", "4194304Ki", "940m", "3043328Ki"],
    ["e2-standard-2", "2", "8388608Ki", "1930m", "6397952Ki"],
    ["e2-standard-4", "4", "16777216Ki", "3920m", "13947904Ki"],
    ["n2-standard-16", "16", "67108864Ki", "15890m", "61259776Ki"],
    ["n2-custom-6-10240", "6", "10485760Ki", "5915m", "8286208Ki"],
    ["custom-2-4096", "2", "4194304Ki", "1930m", "3043328Ki"],
    ["e2-custom-small-2048", "2", "2097152Ki", "940m", "1470464Ki"],
    ["f1-micro", "1", "628736Ki", "940m", "265216Ki"],
    ["z9-standard-8", "8", "33554432Ki", "7910m", "29718528Ki"],
  ])("of type %s has %s CPUs and %s, of which Pods get %s and %s", (type, cpu, memory, cpuLeft, memoryLeft) => {
    const { capacity, allocatable } = nodesOf({ nodeCount: 1, nodeConfig: { machineType: type } })[0] ?? {};
    expect(capacity).toMatchObject({ cpu, memory, pods: "110" });
    expect(allocatable).toMatchObject({ cpu: cpuLeft, memory: memoryLeft, pods: "110" });
  });

  it("leaves something to Pods whatever its machine type, and keeps something for itself", () => {
    const odd = Object.keys(table.types).filter((type) => {
      const machine = machineOf(type);
      const { allocatable } = nodeResources({ machine, diskSizeGb: 100, maxPods: 110, gpus: 0 });
      const left = (name: string) => Number.parseInt(allocatable[name] ?? "", 10);
      const within = (amount: number, whole: number) => amount > 0 && amount < whole;
      const sound =
        within(left("cpu"), machine.cpus * 1000) &&
        within(left("memory"), machine.memoryMiB * 1024) &&
        within(left("ephemeral-storage"), 100 * 1024 * 1024);
      return !sound;
    });
    expect(odd).toEqual([]);
  });
});

describe("labels and taints of a pool that no Node can have", () => {
  it.each<[string, object, number]>([
    ["a value of 64 characters", { labels: { a: "x".repeat(64) } }, 1],
    ["a value with a blank", { labels: { a: "b c" } }, 1],
    ["a key of 64 characters", { labels: { ["k".repeat(64)]: "v" } }, 1],
    ["a key that ends with a dash", { labels: { "example.com/a-": "v" } }, 1],
    ["a taint's value of 64 characters", { taints: [{ key: "a", value: "x".repeat(64), effect: "NO_SCHEDULE" }] }, 1],
    ["63 characters, an empty value and a prefix", { labels: { a: "x".repeat(63), b: "", "example.com/c": "d" } }, 0],
  ])("are refused before anything is created: %s", (_, nodeConfig, failures) => {
    expect(labelFailures("nodeConfig", nodeConfig)).toHaveLength(failures);
  });
});
