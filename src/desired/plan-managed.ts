import type { MachineGroup, ManagedGroup } from "../environment/index.ts";
import type {
  DesiredAutoscaler,
  DesiredHealthCheck,
  DesiredInstanceTemplate,
  DesiredManaged,
  DesiredManager,
} from "./managed-values.ts";
import { computeName, type NameLimit } from "./names.ts";
import { healthCheckArgs } from "./plan-health-checks.ts";
import { spotScheduling } from "./plan-machines.ts";
import { trafficTags } from "./plan-traffic.ts";
import { byKey, optional, type Planning } from "./planning.ts";

/** A hyphen and ten characters of a hash follow. */
const templatePrefix: NameLimit = { longest: 52 };
/** A hyphen and four characters of the manager follow. */
const baseInstanceName: NameLimit = { longest: 58 };

type Managed = MachineGroup & { readonly managed: ManagedGroup };

/** Managed groups with their templates, health checks and autoscalers; nothing where none is declared. */
export function planManaged(planning: Planning): { readonly managed?: DesiredManaged } {
  const groups = planning.environment.machines.flatMap((group): Managed[] =>
    group.managed ? [{ ...group, managed: group.managed }] : [],
  );
  if (groups.length === 0) return {};
  return {
    managed: {
      templates: byKey(groups.map((group) => planTemplate(planning, group))),
      healthChecks: byKey(groups.flatMap((group) => planHealthCheck(planning, group))),
      managers: byKey(groups.map((group) => planManager(planning, group))),
      autoscalers: byKey(groups.flatMap((group) => planAutoscaler(planning, group))),
    },
  };
}

function planTemplate(planning: Planning, group: Managed): DesiredInstanceTemplate {
  return {
    key: group.name,
    protect: planning.protects("machines", group.name),
    prefix: planning.name([group.name], templatePrefix),
    subnet: group.subnet,
    external: group.externalAddress === "none" ? "none" : "ephemeral",
    metadata: { ...group.metadata, ...optional("user-data", group.cloudInit) },
    ...optional("startupScript", group.startupScript),
    ...optional("serviceAccount", group.serviceAccount),
    args: {
      region: planning.environment.cloud.region,
      description: describe(planning, group),
      machineType: group.machineType,
      canIpForward: group.canIpForward,
      tags: [...group.tags, ...trafficTags(planning.environment, group.name)],
      labels: planning.labelsWith({ ...group.labels, group: group.name }),
      disks: [
        {
          boot: true,
          autoDelete: true,
          sourceImage: group.image,
          diskSizeGb: group.bootDisk.sizeGb,
          diskType: group.bootDisk.type,
        },
      ],
      ...optional("scheduling", group.spot ? spotScheduling : undefined),
    },
  };
}

function planHealthCheck(planning: Planning, group: Managed): readonly DesiredHealthCheck[] {
  const { autohealing } = group.managed;
  if (!autohealing) return [];
  return [
    {
      key: group.name,
      protect: planning.protects("machines", group.name),
      args: {
        name: planning.name([group.name], computeName),
        description: describe(planning, group),
        ...healthCheckArgs(autohealing.check),
      },
    },
  ];
}

function planManager(planning: Planning, group: Managed): DesiredManager {
  const { autoscaling, autohealing, rollout } = group.managed;
  const { maxSurge, maxUnavailable } = rollout;
  return {
    key: group.name,
    protect: planning.protects("machines", group.name),
    template: group.name,
    ...optional(
      "autohealing",
      autohealing && { healthCheck: group.name, initialDelaySec: autohealing.initialDelaySeconds },
    ),
    args: {
      name: planning.name([group.name], computeName),
      baseInstanceName: planning.name([group.name], baseInstanceName),
      description: describe(planning, group),
      ...optional("targetSize", autoscaling ? undefined : group.count),
      namedPorts: group.ports.map(({ name, port }) => ({ name, port })),
      updatePolicy: {
        type: rollout.type === "proactive" ? "PROACTIVE" : "OPPORTUNISTIC",
        minimalAction: "REPLACE",
        ...("fixed" in maxSurge ? { maxSurgeFixed: maxSurge.fixed } : { maxSurgePercent: maxSurge.percent }),
        ...("fixed" in maxUnavailable
          ? { maxUnavailableFixed: maxUnavailable.fixed }
          : { maxUnavailablePercent: maxUnavailable.percent }),
      },
      ...placeOf(planning, group, "distributed"),
    },
  };
}

function planAutoscaler(planning: Planning, group: Managed): readonly DesiredAutoscaler[] {
  const { autoscaling } = group.managed;
  if (!autoscaling) return [];
  return [
    {
      key: group.name,
      protect: planning.protects("machines", group.name),
      manager: group.name,
      args: {
        name: planning.name([group.name], computeName),
        description: describe(planning, group),
        autoscalingPolicy: {
          minReplicas: autoscaling.min,
          maxReplicas: autoscaling.max,
          cooldownPeriod: autoscaling.cooldownSeconds,
          cpuUtilization: { target: autoscaling.cpu },
          scalingSchedules: autoscaling.schedules
            .map(({ name, min, starts, durationSeconds, timeZone }) => ({
              name,
              minRequiredReplicas: min,
              schedule: starts,
              durationSec: durationSeconds,
              timeZone,
            }))
            .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        },
        ...placeOf(planning, group),
      },
    },
  ];
}

/** One zone, or the region. `pack` fills the first zone, as it does with machines that are declared one by one. */
function placeOf(planning: Planning, group: Managed): { zone: string } | { region: string };
function placeOf(
  planning: Planning,
  group: Managed,
  distributed: "distributed",
): { zone: string } | { region: string; distributionPolicyZones: string[] };
function placeOf({ environment }: Planning, { zones, spread }: Managed, distributed?: "distributed") {
  const [zone = ""] = zones;
  if (spread === "pack" || zones.length === 1) return { zone };
  const { region } = environment.cloud;
  return distributed ? { region, distributionPolicyZones: zones.toSorted() } : { region };
}

function describe({ environment }: Planning, { name }: Managed): string {
  return `Machines ${name} of environment ${environment.name}`;
}
