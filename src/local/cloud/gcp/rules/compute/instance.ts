import type { PropertyMap } from "../../../../../provider/index.ts";
import { computeLink, fingerprint, regionOf, stableDigits, textOf } from "../../values/index.ts";
import { DeletionRefused, InvalidRequest } from "../errors.ts";
import { type Draft, RFC1035, type TypeRules, uses, type World } from "../type-rules.ts";
import { externalAddress, internalAddress } from "./allocation.ts";

const SUBNETWORK = "gcp:compute/subnetwork:Subnetwork";

/** References of a network interface, the same in instances and templates. */
export const INTERFACE_REFERENCES = {
  "networkInterfaces[].network": uses("compute/network:Network"),
  "networkInterfaces[].subnetwork": uses("compute/subnetwork:Subnetwork"),
} as const;

/** Properties that change only while the machine is stopped, which the program has to allow. */
const NEEDS_A_STOP = ["machineType", "minCpuPlatform", "serviceAccount", "shieldedInstanceConfig"];

export const instance: TypeRules = {
  name: RFC1035,
  references: {
    ...INTERFACE_REFERENCES,
    "attachedDisks[].source": uses("compute/disk:Disk", "compute/regionDisk:RegionDisk"),
    "bootDisk.source": uses("compute/disk:Disk", "compute/regionDisk:RegionDisk"),
  },
  replaceOn: [
    "hostname",
    "metadataStartupScript",
    "description",
    "bootDisk.initializeParams",
    "bootDisk.source",
    "bootDisk.deviceName",
    "bootDisk.mode",
    "networkInterfaces.network",
    "networkInterfaces.subnetwork",
    "networkInterfaces.networkIp",
    "networkInterfaces.nicType",
    "scratchDisks",
    "guestAccelerators",
    "confidentialInstanceConfig",
    "networkPerformanceConfig",
    "canIpForward",
  ],
  defaults: { canIpForward: false, deletionProtection: false },
  admit: (draft) => {
    const { previous, properties, id } = draft;
    if (previous === undefined || properties["allowStoppingForUpdate"] === true) return;
    if (previous.properties["currentStatus"] !== "RUNNING") return;
    const changed = NEEDS_A_STOP.find((key) => fingerprint(previous.properties[key]) !== fingerprint(properties[key]));
    if (changed === undefined) return;
    const reason = "can change only while the machine is stopped: set allowStoppingForUpdate to true.";
    throw new InvalidRequest({ id, property: changed, reason });
  },
  complete: (draft, world) => {
    const { id, properties, previous, now } = draft;
    return {
      // One that is made anew under its old name is another instance.
      instanceId: textOf(previous?.properties["instanceId"]) ?? stableDigits(`${id} instanceId ${now}`, 19),
      cpuPlatform: "Local",
      minCpuPlatform: textOf(properties["minCpuPlatform"]) ?? "",
      currentStatus: textOf(properties["desiredStatus"]) ?? "RUNNING",
      networkInterfaces: connectedInterfaces(draft, world),
      bootDisk: bootDisk(draft),
      scheduling: {
        automaticRestart: true,
        onHostMaintenance: "MIGRATE",
        preemptible: false,
        provisioningModel: "STANDARD",
        ...(properties["scheduling"] as PropertyMap),
      },
      metadataFingerprint: fingerprint(properties["metadata"]),
      tagsFingerprint: fingerprint(properties["tags"]),
      labelFingerprint: fingerprint(properties["labels"]),
    };
  },
  guardDelete: protectedFromDeletion,
};

/** Every interface with its network, an address in its subnetwork and, where one is asked for, an external address. */
function connectedInterfaces(draft: Draft, world: World): PropertyMap[] {
  const given = (draft.properties["networkInterfaces"] ?? []) as PropertyMap[];
  const before = (draft.previous?.properties["networkInterfaces"] ?? []) as PropertyMap[];
  const taken: string[] = [];
  return given.map((nic, index) => {
    const owner = `${draft.id} nic${index}`;
    const subnetwork = textOf(nic["subnetwork"]);
    const stored = subnetwork === undefined ? undefined : world.resolve(subnetwork, SUBNETWORK, draft);
    const range = textOf(stored?.properties["ipCidrRange"]);
    const networkIp =
      textOf(nic["networkIp"]) ?? textOf(before[index]?.["networkIp"]) ?? internalAddress(range, owner, world, taken);
    taken.push(networkIp);
    return {
      ...nic,
      name: `nic${index}`,
      network: textOf(nic["network"]) ?? textOf(stored?.properties["network"]) ?? defaultNetwork(draft, "networks"),
      subnetwork: textOf(stored?.properties["selfLink"]) ?? subnetwork ?? defaultNetwork(draft, "subnetworks"),
      subnetworkProject: textOf(stored?.properties["project"]) ?? draft.properties["project"],
      networkIp,
      stackType: textOf(nic["stackType"]) ?? "IPV4_ONLY",
      accessConfigs: ((nic["accessConfigs"] ?? []) as PropertyMap[]).map((access, at) => {
        const old = (before[index]?.["accessConfigs"] as PropertyMap[] | undefined)?.[at];
        const natIp =
          textOf(access["natIp"]) ?? textOf(old?.["natIp"]) ?? externalAddress(`${owner} nat${at}`, world, taken);
        taken.push(natIp);
        return { networkTier: "PREMIUM", ...access, natIp };
      }),
    };
  });
}

function defaultNetwork({ properties }: Draft, collection: "networks" | "subnetworks"): string {
  const project = String(properties["project"]);
  if (collection === "networks") return computeLink(`projects/${project}/global/networks/default`);
  return computeLink(`projects/${project}/regions/${regionOf(String(properties["zone"]))}/subnetworks/default`);
}

/** Machines made from an image get a disk of their own name. */
function bootDisk({ id, properties }: Draft): PropertyMap {
  const given = (properties["bootDisk"] ?? {}) as PropertyMap;
  const initial = (given["initializeParams"] ?? {}) as PropertyMap;
  return {
    autoDelete: true,
    deviceName: "persistent-disk-0",
    mode: "READ_WRITE",
    source: computeLink(id.replace("/instances/", "/disks/")),
    ...given,
    ...(given["source"] === undefined && { initializeParams: { size: 10, type: "pd-standard", ...initial } }),
  };
}

export function protectedFromDeletion({ id, properties }: { id: string; properties: Readonly<PropertyMap> }): void {
  if (properties["deletionProtection"] !== true) return;
  throw new DeletionRefused({
    id,
    because: "its deletionProtection is true",
    remedy: "Set it to false and run up first.",
  });
}
