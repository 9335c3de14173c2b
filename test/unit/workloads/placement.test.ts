import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/local/cluster/api-server/index.ts";
import { placementOf } from "../../../src/local/cluster/workloads/scheduling/index.ts";

const node = (name: string, more: { labels?: object; taints?: object[]; cordoned?: boolean; size?: object } = {}) =>
  ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { ...more.labels } },
    spec: { ...(more.taints && { taints: more.taints }), ...(more.cordoned && { unschedulable: true }) },
    status: { allocatable: { cpu: "940m", memory: "2Gi", pods: "3", ...more.size } },
  }) as KubernetesObject;

const pod = (spec: object = {}, { on, labels = {} }: { on?: string; labels?: object } = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `p-${on ?? "new"}`, namespace: "shop", labels },
    spec: { containers: [{ name: "main" }], ...(on !== undefined && { nodeName: on }), ...spec },
  }) as KubernetesObject;

const asking = (requests: object, more: object = {}) => ({
  containers: [{ name: "main", resources: { requests } }],
  ...more,
});
const required = (matchExpressions: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});
const apart = {
  requiredDuringSchedulingIgnoredDuringExecution: [
    { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } },
  ],
};
const gpu = { key: "dedicated", value: "gpu", effect: "NoSchedule" };
const none = (count: number, reasons: string, preemption: string) =>
  `0/${count} nodes are available: ${reasons}. preemption: 0/${count} nodes are available: ${preemption}.`;
const helpless = (count: number) => `${count} Preemption is not helpful for scheduling`;
const victimless = (count: number) => `${count} No preemption victims found for incoming pod`;

describe("where a Pod goes", () => {
  it.each<[string, object, KubernetesObject[], KubernetesObject[], string]>([
    ["there is no node", {}, [], [], "no nodes available to schedule pods"],
    [
      "it asks for more CPU than a node has",
      asking({ cpu: "1" }),
      [node("a"), node("b")],
      [],
      none(2, "2 Insufficient cpu", helpless(2)),
    ],
    [
      "it asks for more memory and CPU",
      asking({ cpu: "1", memory: "3Gi" }),
      [node("a")],
      [],
      none(1, "1 Insufficient cpu, 1 Insufficient memory", helpless(1)),
    ],
    [
      "others have what it asks for",
      asking({ cpu: "500m" }),
      [node("a")],
      [pod(asking({ cpu: "500m" }), { on: "a" })],
      none(1, "1 Insufficient cpu", victimless(1)),
    ],
    [
      "a limit alone asks for as much",
      { containers: [{ name: "main", resources: { limits: { cpu: "2" } } }] },
      [node("a")],
      [],
      none(1, "1 Insufficient cpu", helpless(1)),
    ],
    [
      "an init container asks for more",
      { initContainers: [{ name: "i", resources: { requests: { memory: "3Gi" } } }] },
      [node("a")],
      [],
      none(1, "1 Insufficient memory", helpless(1)),
    ],
    [
      "it asks for a resource that no node has",
      asking({ "nvidia.com/gpu": "1" }),
      [node("a")],
      [],
      none(1, "1 Insufficient nvidia.com/gpu", helpless(1)),
    ],
    [
      "the node has as many Pods as it takes",
      {},
      [node("a")],
      ["x", "y", "z"].map(() => pod({}, { on: "a" })),
      none(1, "1 Too many pods", victimless(1)),
    ],
    [
      "it does not tolerate a taint",
      {},
      [node("a", { taints: [gpu] })],
      [],
      none(1, "1 node(s) had untolerated taint {dedicated: gpu}", helpless(1)),
    ],
    [
      "a node is cordoned",
      {},
      [node("a", { cordoned: true })],
      [],
      none(1, "1 node(s) were unschedulable", helpless(1)),
    ],
    [
      "its selector matches no node",
      { nodeSelector: { disk: "ssd" } },
      [node("a", { labels: { disk: "hdd" } })],
      [],
      none(1, "1 node(s) didn't match Pod's node affinity/selector", helpless(1)),
    ],
    [
      "its affinity matches no node",
      required([{ key: "disk", operator: "In", values: ["ssd"] }]),
      [node("a")],
      [],
      none(1, "1 node(s) didn't match Pod's node affinity/selector", helpless(1)),
    ],
    [
      "its host port is taken",
      { containers: [{ name: "main", ports: [{ hostPort: 80 }] }] },
      [node("a")],
      [pod({ containers: [{ name: "m", ports: [{ hostPort: 80 }] }] }, { on: "a" })],
      none(1, "1 node(s) didn't have free ports for the requested pod ports", victimless(1)),
    ],
    [
      "it wants to be apart from what is there",
      { affinity: { podAntiAffinity: apart } },
      [node("a")],
      [pod({}, { on: "a", labels: { app: "web" } })],
      none(1, "1 node(s) didn't match pod anti-affinity rules", victimless(1)),
    ],
    [
      "it wants to be with what is not there",
      { affinity: { podAffinity: apart } },
      [node("a"), node("b", { cordoned: true })],
      [pod({}, { on: "b", labels: { app: "web" } })],
      none(2, "1 node(s) didn't match pod affinity rules, 1 node(s) were unschedulable", helpless(2)),
    ],
    [
      "each node has another reason",
      asking({ cpu: "500m" }, { nodeSelector: { disk: "ssd" } }),
      [node("a", { labels: { disk: "ssd" } }), node("b"), node("c", { taints: [gpu] }), node("d", { taints: [gpu] })],
      [pod(asking({ cpu: "500m" }), { on: "a" })],
      none(
        4,
        "1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, 2 node(s) had untolerated taint {dedicated: gpu}",
        `${victimless(1)}, ${helpless(3)}`,
      ),
    ],
  ])("is said in the scheduler's words when %s", (_, spec, nodes, pods, message) => {
    expect(placementOf(pod(spec), nodes, pods)).toEqual({ message });
  });

  it.each<[string, object, KubernetesObject[]]>([
    [
      "it tolerates the taint",
      { tolerations: [{ key: "dedicated", operator: "Exists" }] },
      [node("a", { taints: [gpu] })],
    ],
    [
      "it tolerates the taint's value",
      { tolerations: [{ key: "dedicated", value: "gpu" }] },
      [node("a", { taints: [gpu] })],
    ],
    ["a taint only says what is preferred", {}, [node("a", { taints: [{ ...gpu, effect: "PreferNoSchedule" }] })]],
    [
      "it tolerates that the node is cordoned",
      { tolerations: [{ operator: "Exists" }] },
      [node("a", { cordoned: true })],
    ],
    ["its selector matches", { nodeSelector: { disk: "ssd" } }, [node("b"), node("a", { labels: { disk: "ssd" } })]],
    [
      "its affinity says what must not be",
      required([{ key: "disk", operator: "DoesNotExist" }]),
      [node("b", { labels: { disk: "x" } }), node("a")],
    ],
    [
      "its affinity compares numbers",
      required([{ key: "gen", operator: "Gt", values: ["2"] }]),
      [node("b", { labels: { gen: "2" } }), node("a", { labels: { gen: "3" } })],
    ],
    ["it asks for exactly what is left", asking({ cpu: "0.94", memory: "2048Mi" }), [node("a")]],
    ["it is the first of those that want to be together", { affinity: { podAffinity: apart } }, [node("a")]],
  ])("is a node when %s", (_, spec, nodes) => {
    expect(placementOf(pod(spec, { labels: { app: "web" } }), nodes, [])).toMatchObject({
      node: { metadata: { name: "a" } },
    });
  });

  it("never gives a node more than it has, and refuses only what no node has room for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }), (wanted) => {
        const nodes = [node("a", { size: { pods: "100" } }), node("b", { size: { pods: "100" } })];
        const used = { a: 0, b: 0 };
        const pods: KubernetesObject[] = [];
        for (const millis of wanted) {
          const one = pod(asking({ cpu: `${millis}m` }));
          const placement = placementOf(one, nodes, pods);
          if ("node" in placement) {
            const name = placement.node.metadata.name as "a" | "b";
            used[name] += millis;
            pods.push(pod(asking({ cpu: `${millis}m` }), { on: name }));
          }
          const room = Math.max(940 - used.a, 940 - used.b);
          expect([used.a <= 940, used.b <= 940, "node" in placement || room < millis]).toEqual([true, true, true]);
        }
      }),
    );
  });
});
