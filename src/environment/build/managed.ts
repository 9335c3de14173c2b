import { counted } from "../../lib/index.ts";
import type { MachineGroup } from "../environment.ts";
import type { Amount, Autoscaling, ManagedGroup, Rollout } from "../managed-group.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { buildProbe, buildSeconds } from "./probe.ts";

type RawGroup = RawSpec["machines"][number];
type RawManaged = Exclude<RawGroup["managed"], boolean>;

/** Managers compute shares of groups of this size and of larger ones. Source: `InstanceGroupManagerUpdatePolicy` of compute v1. */
const smallestForPercent = 10;

/** @param zones of the group, as built */
export function buildManaged(
  findings: Findings,
  at: ValuePath,
  raw: RawGroup,
  zones: readonly string[],
): Pick<MachineGroup, "managed"> {
  if (raw.managed === false) return {};
  checkFits(findings, at, raw);
  const path = [...at, "managed"];
  const written: Partial<RawManaged> = raw.managed === true ? {} : raw.managed;
  const autoscaling = written.autoscaling && buildAutoscaling(findings, [...path, "autoscaling"], written.autoscaling);
  if (autoscaling && findings.isWritten([...at, "count"])) {
    const message = "autoscaling decides how many machines there are; leave count out (null, where a profile has it)";
    findings.error([...at, "count"], "count-with-autoscaling", message);
  }
  const size = autoscaling?.min ?? raw.count;
  return {
    managed: {
      ...(autoscaling && { autoscaling }),
      ...(written.autohealing && {
        autohealing: buildAutohealing(findings, [...path, "autohealing"], written.autohealing, raw),
      }),
      rollout: buildRollout(findings, [...path, "rollout"], written.rollout, {
        zones: raw.spread === "pack" ? 1 : zones.length,
        size,
      }),
    },
  };
}

/** What only machines have that are declared one by one. */
function checkFits(findings: Findings, at: ValuePath, { externalAddress, disks }: RawGroup): void {
  if (externalAddress === "static") {
    const why = "machines of a managed group come and go, so none keeps an address";
    const instead = "write none or ephemeral, and put a load balancer in front";
    findings.error([...at, "externalAddress"], "not-managed", `${why}; ${instead}`);
  }
  if (disks.length > 0) {
    const why = "a managed machine is replaced together with its disks, and what is on them is lost";
    const instead = "leave disks out, or take managed away";
    findings.error([...at, "disks"], "not-managed", `${why}; ${instead}`);
  }
}

function buildAutoscaling(
  findings: Findings,
  at: ValuePath,
  { min, max, cpu, cooldown, schedules }: NonNullable<RawManaged["autoscaling"]>,
): Autoscaling {
  if (min > max) findings.error([...at, "min"], "out-of-range", `is ${min}, greater than max, ${max}`);
  findings.uniqueNames([...at, "schedules"], schedules);
  return {
    min,
    max,
    cpu,
    cooldownSeconds: buildSeconds(findings, [...at, "cooldown"], cooldown, { least: 0, most: 3600 }),
    schedules: schedules.map(({ name, min: atLeast, starts, duration, timeZone }, index) => {
      const path = [...at, "schedules", index];
      if (atLeast > max) findings.error([...path, "min"], "out-of-range", `is ${atLeast}, greater than max, ${max}`);
      const range = { least: 300, most: 604_800 };
      const durationSeconds = buildSeconds(findings, [...path, "duration"], duration, range);
      return { name, min: atLeast, starts, durationSeconds, timeZone };
    }),
  };
}

function buildAutohealing(
  findings: Findings,
  at: ValuePath,
  { check, initialDelay }: NonNullable<RawManaged["autohealing"]>,
  { ports }: RawGroup,
): NonNullable<ManagedGroup["autohealing"]> {
  return {
    check: buildProbe(findings, [...at, "check"], check, ports[0] ?? {}),
    initialDelaySeconds: buildSeconds(findings, [...at, "initialDelay"], initialDelay, { least: 0, most: 3600 }),
  };
}

function buildRollout(
  findings: Findings,
  at: ValuePath,
  raw: Partial<RawManaged["rollout"]> = {},
  { zones, size }: { readonly zones: number; readonly size: number },
): Rollout {
  const amount = (key: "maxSurge" | "maxUnavailable", written: number | string): Amount => {
    const path = [...at, key];
    if (typeof written === "number") {
      if (written > 0 && written < zones) {
        findings.error(
          path,
          "out-of-range",
          `is ${written}; a group over ${counted(zones, "zone")} takes 0, or at least ${zones}`,
        );
      }
      return { fixed: written };
    }
    const percent = Number(written.slice(0, -1));
    if (percent > 100) findings.error(path, "out-of-range", `is ${written}; at most 100%`);
    if (size < smallestForPercent) {
      const why = `a share is possible from ${smallestForPercent} machines on, and there may be ${size}`;
      findings.error(path, "share-of-small-group", `${why}; write a number of machines`);
    }
    return { percent };
  };
  const maxSurge = amount("maxSurge", raw.maxSurge ?? zones);
  const maxUnavailable = amount("maxUnavailable", raw.maxUnavailable ?? 0);
  if ([maxSurge, maxUnavailable].every((each) => Object.values(each)[0] === 0)) {
    findings.error(at, "rollout-stands-still", "has neither surge nor unavailable machines; write one of them");
  }
  return { type: raw.type ?? "proactive", maxSurge, maxUnavailable };
}
