import type { Cloud, MachineGroup, ServiceAccount } from "../environment.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown, checkMachineType, checkZones } from "./lookup.ts";
import { buildManaged } from "./managed.ts";

/** What machines and clusters may refer to by name. */
export interface Surroundings {
  readonly cloud: Cloud;
  readonly subnets: readonly string[];
  readonly serviceAccounts: readonly string[];
  /** Machine types that the environment allows beside the known ones. */
  readonly machineTypes: readonly string[];
}

export function buildMachines(findings: Findings, raw: RawSpec["machines"], around: Surroundings): MachineGroup[] {
  findings.uniqueNames(["spec", "machines"], raw);
  return raw.map((group, index) => buildGroup(findings, ["spec", "machines", index], group, around));
}

function buildGroup(
  findings: Findings,
  at: ValuePath,
  raw: RawSpec["machines"][number],
  around: Surroundings,
): MachineGroup {
  findings.uniqueNames([...at, "disks"], raw.disks);
  findings.uniqueNames([...at, "ports"], raw.ports);
  checkMachineType(findings, [...at, "machineType"], raw.machineType, around.machineTypes);
  if (raw.subnet !== undefined) {
    checkKnown(findings, [...at, "subnet"], raw.subnet, { what: "subnet", known: around.subnets });
  }
  if (raw.serviceAccount !== undefined) {
    const known = around.serviceAccounts;
    checkKnown(findings, [...at, "serviceAccount"], raw.serviceAccount, { what: "service account", known });
  }
  for (const key of ["startup-script", "user-data"].filter((key) => Object.hasOwn(raw.metadata, key))) {
    const instead = key === "user-data" ? "cloudInit" : "startupScript";
    findings.error([...at, "metadata", key], "reserved-metadata", `${key} has a place of its own; write ${instead}`);
  }
  const zones = checkZones(findings, [...at, "zones"], raw.zones, around.cloud);
  return {
    name: raw.name,
    count: raw.count,
    machineType: raw.machineType,
    image: raw.image,
    bootDisk: raw.bootDisk,
    disks: raw.disks.map(({ name, sizeGb, type }) => ({ name, sizeGb, type })),
    subnet: raw.subnet ?? around.subnets[0] ?? "main",
    zones,
    spread: raw.spread,
    tags: raw.tags,
    labels: raw.labels,
    metadata: findings.texts([...at, "metadata"], raw.metadata),
    ...(raw.startupScript === undefined
      ? {}
      : { startupScript: findings.text([...at, "startupScript"], raw.startupScript) }),
    ...(raw.cloudInit === undefined ? {} : { cloudInit: findings.text([...at, "cloudInit"], raw.cloudInit) }),
    ...(raw.serviceAccount === undefined ? {} : { serviceAccount: raw.serviceAccount }),
    externalAddress: raw.externalAddress,
    canIpForward: raw.canIpForward,
    spot: raw.spot,
    ports: raw.ports.map(({ name, port }) => ({ name, port })),
    ...buildManaged(findings, at, raw, zones),
  };
}

export function buildServiceAccounts(findings: Findings, raw: RawSpec["serviceAccounts"]): ServiceAccount[] {
  findings.uniqueNames(["spec", "serviceAccounts"], raw);
  return raw.map(({ name, roles, workloads }) => ({ name, roles: [...new Set(roles)].toSorted(), workloads }));
}
