import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listAt, objectAt, textAt } from "../../../src/lib/index.ts";
import { type ClusterApi, clusterHost } from "../../../src/local/cluster/api-server/index.ts";
import { startWorkloads } from "../../../src/local/cluster/workloads/index.ts";
import { apis, condition, kinds, LiveCluster } from "./cluster.ts";

const events = { group: "", version: "v1", resource: "events" } as const;
const pod = (name: string, cpu: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop" },
  spec: { containers: [{ name: "main", image: "shop/web:1", resources: { requests: { cpu } } }] },
});

describe.each(apis)("%s, a Pod that no node has room for", (_, makeApi) => {
  let cluster: LiveCluster;
  beforeEach(async () => {
    cluster = await LiveCluster.start(makeApi);
  });
  afterEach(() => cluster.stop());

  it("says why in its status and by one event, and is placed once there is room", async () => {
    for (const name of ["one", "two"]) await cluster.create(pod(name, "3"));
    await cluster.api.until(() => cluster.pods().every((one) => textAt(one, "spec", "nodeName") !== undefined));
    await cluster.create(pod("late", "2"));
    const late = () => cluster.get(kinds.pods, "late");
    const told = () => cluster.api.list(events, "shop").filter((event) => event["reason"] === "FailedScheduling");
    const message =
      "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.";

    await cluster.api.until(() => told().length > 0);
    expect(condition(late(), "PodScheduled")).toBe("False Unschedulable");
    expect(listAt(late(), "status", "conditions")).toMatchObject([{ type: "PodScheduled", message }]);
    expect(textAt(late(), "status", "phase")).toBe("Pending");
    expect(told()).toMatchObject([
      {
        type: "Warning",
        message,
        involvedObject: { kind: "Pod", name: "late" },
        source: { component: "default-scheduler" },
      },
    ]);

    await cluster.api.delete(kinds.pods, "one", "shop");
    await cluster.api.until(() => condition(late(), "Ready") === "True");
    expect(condition(late(), "PodScheduled")).toBe("True");
    expect(told()).toHaveLength(1);
  });
});

describe("nodes that a cluster is wanted with", () => {
  it("have the size, labels and taints of their pool, also when those change, and keep what people added", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "groundwork-nodes-"));
    const started: ClusterApi[] = [];
    const host = await clusterHost({
      home,
      onClusterStarted: async (cluster, api) => {
        started.push(api);
        return startWorkloads(api, { cluster, folder: path.join(home, "kubelet") });
      },
    });
    const pool = { key: "dedicated", value: "a", effect: "NoSchedule" };
    const size = (cpu: string) => ({
      capacity: { cpu, memory: "4Gi", pods: "110" },
      allocatable: { cpu: "940m", memory: "3Gi", pods: "110" },
    });
    const wanted = (node: object) => ({
      id: "projects/p/locations/l/clusters/c",
      version: "v1.34.1",
      nodes: [{ name: "n", zone: "europe-west3-a", labels: { tier: "a" }, ...node }],
    });
    try {
      await host.ensure(wanted({ taints: [pool], ...size("2") }));
      const api = started[0]!;
      const node = () => api.get(kinds.nodes, "n");
      expect(objectAt(node(), "metadata", "labels")).toMatchObject({ tier: "a", "kubernetes.io/hostname": "n" });
      expect(objectAt(node(), "status")).toMatchObject(size("2"));
      const own = { key: "example.com/maintenance", effect: "NoExecute" };
      await api.update(kinds.nodes, "n", undefined, (known) => ({
        ...known,
        spec: { ...objectAt(known, "spec"), taints: [...listAt(known, "spec", "taints"), own] },
      }));

      const next = { ...pool, value: "b" };
      await host.ensure(wanted({ taints: [next], labels: { tier: "b" }, ...size("4") }));

      expect(objectAt(node(), "metadata", "labels")).toMatchObject({ tier: "b" });
      expect(listAt(node(), "spec", "taints")).toEqual([next, own]);
      expect(objectAt(node(), "status")).toMatchObject({ ...size("4"), nodeInfo: { architecture: "amd64" } });
    } finally {
      await host.stop();
      await rm(home, { recursive: true, force: true });
    }
  });
});
