import { memberOf } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { StoredResource } from "../../store/index.ts";
import { clusterNodes, machineOf, type World } from "../rules/index.ts";
import { isZone, lastPart, regionOf, textOf } from "../values/index.ts";
import { COUNTED_TYPES, cpuMetricOf, diskMetricOf } from "./metrics.ts";

/** What a resource takes of one quota. */
export interface Demand {
  readonly metric: string;
  /** Absent: of the whole project. */
  readonly region?: string;
  readonly amount: number;
}

type Subject = Pick<StoredResource, "type" | "id" | "properties">;

const CLUSTER = "gcp:container/cluster:Cluster";
const TEMPLATES = [
  "gcp:compute/instanceTemplate:InstanceTemplate",
  "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
];
/** What GKE takes for nodes that say nothing. */
const NODE = { machineType: "e2-medium", diskType: "pd-balanced", diskSizeGb: 100 };
const DISK_GB = 10;

/** What a resource takes of the quotas; nothing for types that Compute Engine does not count, and Autopilot, whose nodes are Google's. */
export function demandsOf(subject: Subject, world: World): readonly Demand[] {
  const local = subject.type.slice("gcp:".length);
  const counted = memberOf(COUNTED_TYPES, local);
  if (counted !== undefined) return [{ metric: counted, amount: 1 }];
  return memberOf(BY_TYPE, local)?.(subject, world).filter(({ amount }) => amount > 0) ?? [];
}

const BY_TYPE: Readonly<Record<string, (subject: Subject, world: World) => readonly Demand[]>> = {
  "compute/address:Address": ({ properties }) => {
    const isInternal = properties["addressType"] === "INTERNAL";
    return inRegion(properties, [{ metric: isInternal ? "INTERNAL_ADDRESSES" : "STATIC_ADDRESSES", amount: 1 }]);
  },
  "compute/disk:Disk": ({ properties }) => inRegion(properties, [diskDemand(properties["type"], properties["size"])]),
  "compute/regionDisk:RegionDisk": ({ properties }) => {
    const { metric, amount } = diskDemand(properties["type"], properties["size"]);
    return inRegion(properties, [{ metric, amount: 2 * amount }]);
  },
  "compute/instance:Instance": ({ properties }) => inRegion(properties, machineDemands(properties, 1)),
  "compute/instanceGroup:InstanceGroup": ({ properties }) =>
    inRegion(properties, [{ metric: "INSTANCE_GROUPS", amount: 1 }]),
  "compute/instanceGroupManager:InstanceGroupManager": (subject, world) =>
    groupDemands(subject, world, "INSTANCE_GROUP_MANAGERS"),
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager": (subject, world) =>
    groupDemands(subject, world, "REGIONAL_INSTANCE_GROUP_MANAGERS"),
  "container/cluster:Cluster": ({ properties, ...cluster }) => {
    if (properties["enableAutopilot"] === true) return [];
    const count = clusterNodes(asStored({ properties, ...cluster }), []).length;
    return inRegion(properties, nodeDemands(properties["nodeConfig"], count));
  },
  "container/nodePool:NodePool": (subject, world) => {
    const { properties } = subject;
    const settings = { labels: {} };
    const cluster = world.resolve(String(properties["cluster"]), CLUSTER, { properties, settings });
    if (cluster === undefined) return [];
    const count = clusterNodes(cluster, [asStored(subject)]).length - clusterNodes(cluster, []).length;
    return inRegion(cluster.properties, nodeDemands(properties["nodeConfig"], count));
  },
};

function asStored(subject: Subject): StoredResource {
  return { ...subject, name: lastPart(subject.id), sensitive: [], createdAt: "", updatedAt: "", generation: 1 };
}

function groupDemands({ properties }: Subject, world: World, metric: string): readonly Demand[] {
  const [version] = (properties["versions"] ?? []) as readonly PropertyMap[];
  const named = textOf(version?.["instanceTemplate"]) ?? "";
  const template = TEMPLATES.map((type) => world.resolve(named, type, { properties, settings: { labels: {} } })).find(
    (found) => found !== undefined,
  );
  const size = typeof properties["targetSize"] === "number" ? properties["targetSize"] : 0;
  const machines = template === undefined ? [] : machineDemands(template.properties, size);
  return inRegion(properties, [{ metric, amount: 1 }, ...machines]);
}

/** Of `count` machines, with their boot disk and external addresses. */
function machineDemands(properties: PropertyMap, count: number): readonly Demand[] {
  const interfaces = (properties["networkInterfaces"] ?? []) as readonly PropertyMap[];
  const external = interfaces.filter((each) => ((each["accessConfigs"] ?? []) as readonly unknown[]).length > 0);
  const boot = (properties["bootDisk"] ?? {}) as PropertyMap;
  // The cloud fills in the source of a new disk, too.
  const newDisk = boot["initializeParams"] as PropertyMap | undefined;
  return [
    { metric: "INSTANCES", amount: count },
    ...cpuDemands(textOf(properties["machineType"]) ?? "", count),
    { metric: "IN_USE_ADDRESSES", amount: external.length * count },
    ...(newDisk === undefined ? [] : [times(diskDemand(newDisk["type"], newDisk["size"]), count)]),
  ];
}

function nodeDemands(config: unknown, count: number): readonly Demand[] {
  const given = (config ?? {}) as PropertyMap;
  const machineType = textOf(given["machineType"]) ?? NODE.machineType;
  const disk = diskDemand(given["diskType"] ?? NODE.diskType, given["diskSizeGb"] ?? NODE.diskSizeGb);
  return [{ metric: "INSTANCES", amount: count }, ...cpuDemands(machineType, count), times(disk, count)];
}

function cpuDemands(machineType: string, count: number): readonly Demand[] {
  const { family, cpus } = machineOf(lastPart(machineType));
  const metric = cpuMetricOf(family);
  return metric === undefined ? [] : [{ metric, amount: cpus * count }];
}

function diskDemand(type: unknown, size: unknown): Demand {
  const amount = typeof size === "number" && size > 0 ? size : DISK_GB;
  return { metric: diskMetricOf(lastPart(textOf(type) ?? "pd-standard")), amount };
}

function times(demand: Demand, count: number): Demand {
  return { ...demand, amount: demand.amount * count };
}

/** In the region of a resource's place. Where it has none, nothing is counted. */
function inRegion(properties: PropertyMap, demands: readonly Demand[]): readonly Demand[] {
  const place = textOf(properties["zone"]) ?? textOf(properties["region"]) ?? textOf(properties["location"]);
  if (place === undefined) return [];
  const name = lastPart(place);
  const region = isZone(name) ? regionOf(name) : name;
  return demands.map((demand) => ({ ...demand, region }));
}
