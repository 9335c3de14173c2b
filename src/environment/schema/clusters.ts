import * as z from "zod";
import { cidr, diskSizeGb, diskType, labels, machineType, name, named, range, tags, zone } from "./words.ts";

const kubernetesLabels = z
  .record(
    z.string().regex(/^([a-z0-9.-]{1,253}\/)?[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/, {
      error: "write a Kubernetes label key, such as pool or example.com/pool",
    }),
    z.string().regex(/^([a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)?$/, {
      error: "a Kubernetes label value has letters, digits, -, _ and ., and at most 63 characters",
    }),
  )
  .default({})
  .describe("Labels of the Kubernetes nodes.");

const nodePool = named({
  machineType: machineType.default("e2-standard-2"),
  diskSizeGb: diskSizeGb.default(50),
  diskType,
  image: z
    .enum(["COS_CONTAINERD", "UBUNTU_CONTAINERD"])
    .default("COS_CONTAINERD")
    .describe("Operating system of the nodes."),
  nodes: z
    .union([
      z.int().min(0).max(15_000),
      z.strictObject({
        min: z.int().min(0).max(15_000).describe("Fewest nodes."),
        max: z.int().min(1).max(15_000).describe("Most nodes."),
      }),
    ])
    .default(1)
    .describe("Nodes of the whole pool: a number, or min and max for the autoscaler."),
  spot: z.boolean().default(false).describe("Cheaper, and may be stopped at any time."),
  zones: z.array(zone).min(1).optional().describe("Absent: the cluster's zones."),
  labels: kubernetesLabels,
  taints: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(253).describe("Key of the taint."),
        value: z.string().max(63).default("").describe("Value of the taint."),
        effect: z
          .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
          .describe("What happens to pods that do not tolerate it."),
      }),
    )
    .default([])
    .describe("Taints of the Kubernetes nodes."),
  tags: tags.default([]),
  serviceAccount: name
    .optional()
    .describe("One of the environment's serviceAccounts; absent: one that only runs nodes."),
});

export const cluster = named({
  mode: z.enum(["standard", "autopilot"]).default("standard").describe("autopilot: Google manages the nodes."),
  subnet: name.optional().describe("Name of a subnet; absent: the first one."),
  location: z.string().optional().describe("The region (three control planes) or one zone of it; absent: the region."),
  zones: z.array(zone).min(1).optional().describe("Zones of the nodes; absent: the environment's zones."),
  privateNodes: z.boolean().default(true).describe("Nodes without external addresses."),
  privateEndpoint: z.boolean().default(false).describe("Control plane reachable from inside the network only."),
  controlPlane: range.optional().describe("Block of the control plane, a /28; planned when absent."),
  authorizedNetworks: z
    .array(named({ cidr }))
    .default([])
    .describe("Blocks from which the control plane is reached; empty: any address, with credentials."),
  releaseChannel: z
    .enum(["rapid", "regular", "stable", "extended", "none"])
    .default("regular")
    .describe("How soon GKE upgrades the cluster."),
  version: z
    .string()
    .regex(/^\d+\.\d+(\.\d+(-gke\.\d+)?)?$/, { error: 'write a Kubernetes version in quotes, such as "1.34"' })
    .optional()
    .describe("Kubernetes version; absent: the release channel's."),
  maxPodsPerNode: z.int().min(8).max(256).default(110).describe("Most pods on one node."),
  workloadIdentity: z.boolean().default(true).describe("Kubernetes service accounts act as the cloud's."),
  labels: labels.default({}),
  nodePools: z.array(nodePool).default([]).describe("Standard clusters need one; autopilot makes its nodes itself."),
});
