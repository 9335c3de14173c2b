import { memberOf } from "../../../../../lib/index.ts";
import type { PropertyMap } from "../../../../../provider/index.ts";
import { textOf } from "../../values/index.ts";
import { type Machine, machineOf, type NodeResources, nodeResources } from "./machine.ts";

/** What GKE writes on every Node of a pool in a zone. */
export interface NodeFacts extends NodeResources {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
}

export interface NodeTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

const effects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
  NO_EXECUTE: "NoExecute",
};

/** Labels, taints and sizes by the pool's `nodeConfig`, whose own labels win. */
export function nodeFacts(
  at: { readonly pool: string; readonly zone: string },
  nodeConfig: PropertyMap,
  { maxPods = 110 }: { readonly maxPods?: number | undefined } = {},
): NodeFacts {
  const type = textOf(nodeConfig["machineType"]) ?? "e2-medium";
  const machine = machineOf(type);
  const accelerators = (nodeConfig["guestAccelerators"] ?? []) as readonly { type?: string; count?: number }[];
  const gpus = accelerators.reduce((sum, { count = 0 }) => sum + count, 0);
  const size = { machine, diskSizeGb: Number(nodeConfig["diskSizeGb"]) || 100, maxPods, gpus };
  return {
    ...nodeResources(size),
    taints: taintsOf(nodeConfig, machine, gpus),
    labels: {
      ...systemLabels(at.zone, type, machine, osOf(nodeConfig)),
      ...gkeLabels(at.pool, nodeConfig, machine, maxPods),
      ...(accelerators[0]?.type !== undefined && { "cloud.google.com/gke-accelerator": accelerators[0].type }),
      ...(nodeConfig["labels"] as Record<string, string> | undefined),
    },
  };
}

function systemLabels(zone: string, type: string, { arm }: Machine, os: string): Record<string, string> {
  const region = zone.replace(/-[^-]+$/, "");
  const arch = arm ? "arm64" : "amd64";
  return {
    "beta.kubernetes.io/arch": arch,
    "beta.kubernetes.io/instance-type": type,
    "beta.kubernetes.io/os": os,
    "failure-domain.beta.kubernetes.io/region": region,
    "failure-domain.beta.kubernetes.io/zone": zone,
    "kubernetes.io/arch": arch,
    "kubernetes.io/os": os,
    "node.kubernetes.io/instance-type": type,
    "topology.gke.io/zone": zone,
    "topology.kubernetes.io/region": region,
    "topology.kubernetes.io/zone": zone,
  };
}

function gkeLabels(pool: string, config: PropertyMap, machine: Machine, maxPods: number): Record<string, string> {
  const spot = config["spot"] === true;
  const preemptible = config["preemptible"] === true;
  const metadata = (config["workloadMetadataConfig"] as PropertyMap | undefined)?.["mode"];
  return {
    "cloud.google.com/gke-boot-disk": textOf(config["diskType"]) ?? "pd-balanced",
    "cloud.google.com/gke-container-runtime": "containerd",
    "cloud.google.com/gke-cpu-scaling-level": String(machine.cpus),
    "cloud.google.com/gke-logging-variant": textOf(config["loggingVariant"]) ?? "DEFAULT",
    "cloud.google.com/gke-max-pods-per-node": String(maxPods),
    "cloud.google.com/gke-memory-gb-scaling-level": String(Math.max(1, Math.floor(machine.memoryMiB / 1024))),
    "cloud.google.com/gke-nodepool": pool,
    "cloud.google.com/gke-os-distribution": distributionOf(config),
    "cloud.google.com/gke-provisioning": spot ? "spot" : preemptible ? "preemptible" : "standard",
    "cloud.google.com/gke-stack-type": "IPV4",
    "cloud.google.com/machine-family": machine.family,
    "cloud.google.com/private-node": "false",
    ...(spot && { "cloud.google.com/gke-spot": "true" }),
    ...(preemptible && { "cloud.google.com/gke-preemptible": "true" }),
    ...(metadata === "GKE_METADATA" && { "iam.gke.io/gke-metadata-server-enabled": "true" }),
  };
}

function taintsOf(config: PropertyMap, { arm }: Machine, gpus: number): readonly NodeTaint[] {
  const own = (config["taints"] ?? []) as readonly { key?: string; value?: string; effect?: string }[];
  return [
    ...own.map(({ key = "", value = "", effect = "" }) => ({
      key,
      value,
      effect: memberOf(effects, effect) ?? effect,
    })),
    ...(gpus > 0 ? [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] : []),
    ...(arm ? [{ key: "kubernetes.io/arch", value: "arm64", effect: "NoSchedule" }] : []),
    ...(osOf(config) === "windows" ? [{ key: "node.kubernetes.io/os", value: "windows", effect: "NoSchedule" }] : []),
  ];
}

const imageOf = (config: PropertyMap): string => (textOf(config["imageType"]) ?? "COS_CONTAINERD").toUpperCase();
const osOf = (config: PropertyMap): string => (imageOf(config).startsWith("WINDOWS") ? "windows" : "linux");

function distributionOf(config: PropertyMap): string {
  const image = imageOf(config);
  if (image.startsWith("UBUNTU")) return "ubuntu";
  if (image.startsWith("WINDOWS")) return image.includes("SAC") ? "windows_sac" : "windows_ltsc";
  return "cos";
}
