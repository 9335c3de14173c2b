import { at, type Clock, type JsonObject, memberOf } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { addressFor, type Condition, conditionsWith } from "../objects/index.ts";

/** Of a node whose pool does not say its machine's size. */
const usual = { cpu: "4", memory: "16Gi", "ephemeral-storage": "98831908Ki", pods: "110" };

const healthy: readonly Condition[] = [
  {
    type: "MemoryPressure",
    status: "False",
    reason: "KubeletHasSufficientMemory",
    message: "kubelet has sufficient memory available",
  },
  {
    type: "DiskPressure",
    status: "False",
    reason: "KubeletHasNoDiskPressure",
    message: "kubelet has no disk pressure",
  },
  {
    type: "PIDPressure",
    status: "False",
    reason: "KubeletHasSufficientPID",
    message: "kubelet has sufficient PID available",
  },
  { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status (local)" },
];

/** The address of a simulated node within its cluster. */
export function nodeAddress(node: KubernetesObject): string {
  return addressFor(`node/${node.metadata.name}`, "10.0");
}

/** What a simulated node says of itself: always ready, as large as its pool's machines. */
export function nodeStatus(node: KubernetesObject, kubeletVersion: string, clock: Clock): JsonObject {
  const capacity = at(node, "status", "capacity") ?? usual;
  const label = (name: string) => memberOf(node.metadata.labels, name);
  return {
    capacity,
    allocatable: at(node, "status", "allocatable") ?? capacity,
    addresses: [
      { type: "InternalIP", address: nodeAddress(node) },
      { type: "Hostname", address: node.metadata.name },
    ],
    conditions: conditionsWith(node, healthy, { clock }),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: label("kubernetes.io/arch") ?? "amd64",
      bootID: "local",
      containerRuntimeVersion: "local://1",
      kernelVersion: "local",
      kubeProxyVersion: kubeletVersion,
      kubeletVersion,
      machineID: "local",
      operatingSystem: label("kubernetes.io/os") ?? "linux",
      osImage: "Groundwork local cloud",
      systemUUID: node.metadata.uid ?? "local",
    },
  };
}
