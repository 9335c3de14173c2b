import { type MachineGroup, machineKeys } from "../environment/index.ts";
import type { DesiredDisk, DesiredInstanceGroup, DesiredMachine } from "./compute-values.ts";
import { computeName } from "./names.ts";
import { trafficTags } from "./plan-traffic.ts";
import { optional, type Planning } from "./planning.ts";
import { spreadOverZones } from "./spread.ts";

/** One machine's place in its group. */
interface Numbered {
  readonly group: MachineGroup;
  readonly key: string;
  readonly zone: string;
}

/** Machines with their disks, groups and kept addresses. */
export interface PlannedMachines {
  readonly machines: readonly DesiredMachine[];
  readonly disks: readonly DesiredDisk[];
  readonly instanceGroups: readonly DesiredInstanceGroup[];
  /** Keys of the addresses that the machines need. */
  readonly addresses: readonly string[];
}

/** Machines are numbered from 1 in their group; fewer of them take the highest numbers away. */
export function planMachines(planning: Planning): PlannedMachines {
  const numbered = planning.environment.machines
    .filter(({ managed }) => !managed)
    .flatMap((group) => {
      const zones = spreadOverZones(group.name, group.count, group);
      return machineKeys(group.name, group.count).map(
        (key, index): Numbered => ({ group, key, zone: zones[index] ?? "" }),
      );
    });
  return {
    machines: numbered.map((machine) => planMachine(planning, machine)),
    disks: numbered.flatMap((machine) => planDisks(planning, machine)),
    instanceGroups: planInstanceGroups(planning, numbered),
    addresses: numbered.filter(({ group }) => group.externalAddress === "static").map(({ key }) => key),
  };
}

function planMachine(planning: Planning, { group, key, zone }: Numbered): DesiredMachine {
  const protect = planning.protects("machines", group.name);
  return {
    key,
    protect,
    group: group.name,
    subnet: group.subnet,
    external: group.externalAddress === "static" ? { address: key } : group.externalAddress,
    disks: group.disks.map(({ name }) => ({ disk: `${key}-${name}`, deviceName: name })),
    metadata: { ...group.metadata, ...optional("user-data", group.cloudInit) },
    ...optional("startupScript", group.startupScript),
    ...optional("serviceAccount", group.serviceAccount),
    args: {
      name: planning.name([key], computeName),
      zone,
      machineType: group.machineType,
      tags: [...group.tags, ...trafficTags(planning.environment, group.name)],
      labels: planning.labelsWith({ ...group.labels, group: group.name }),
      canIpForward: group.canIpForward,
      deletionProtection: protect,
      allowStoppingForUpdate: true,
      bootDisk: {
        autoDelete: true,
        initializeParams: { image: group.image, size: group.bootDisk.sizeGb, type: group.bootDisk.type },
      },
      ...optional("scheduling", group.spot ? spotScheduling : undefined),
    },
  };
}

export const spotScheduling = {
  provisioningModel: "SPOT",
  preemptible: true,
  automaticRestart: false,
  instanceTerminationAction: "STOP",
} as const;

function planDisks(planning: Planning, { group, key, zone }: Numbered): readonly DesiredDisk[] {
  return group.disks.map(({ name, sizeGb, type }) => ({
    key: `${key}-${name}`,
    protect: planning.protects("machines", group.name),
    args: {
      name: planning.name([key, name], computeName),
      zone,
      type,
      size: sizeGb,
      labels: planning.labelsWith({ ...group.labels, group: group.name }),
    },
  }));
}

/** An instance group lives in one zone, so a group of machines has one per zone that it stands in. */
function planInstanceGroups(planning: Planning, numbered: readonly Numbered[]): readonly DesiredInstanceGroup[] {
  const places = new Map<string, Numbered[]>();
  for (const machine of numbered) {
    const key = `${machine.group.name}-${machine.zone}`;
    places.set(key, [...(places.get(key) ?? []), machine]);
  }
  return [...places].flatMap(([key, machines]) => {
    const [first] = machines;
    if (!first) return [];
    const { group, zone } = first;
    return {
      key,
      protect: planning.protects("machines", group.name),
      group: group.name,
      machines: machines.map((machine) => machine.key),
      args: {
        name: planning.name([key], computeName),
        zone,
        description: `Machines ${group.name} of environment ${planning.environment.name}`,
        namedPorts: group.ports.map(({ name, port }) => ({ name, port })),
      },
    };
  });
}
