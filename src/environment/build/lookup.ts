import { didYouMean, nearestName } from "../../lib/nearest-name.ts";
import type { Cloud } from "../environment.ts";
import { machineTypeProblem } from "../machine-types.ts";
import { knownRegions, regionOf } from "../regions.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

/** Reports an unknown name, with the nearest known name and all known names. */
export function checkKnown(
  findings: Findings,
  path: ValuePath,
  name: string,
  { what, known }: { readonly what: string; readonly known: readonly string[] },
): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  const rest = known.length === 0 ? "; there are none" : `; there are ${known.join(", ")}`;
  findings.error(path, "missing-reference", `no ${what} is called "${name}"${didYouMean(near)}${rest}`);
}

/** Reports a machine type that Compute Engine does not have. */
export function checkMachineType(
  findings: Findings,
  path: ValuePath,
  written: string,
  allowed: readonly string[],
): void {
  const problem = machineTypeProblem(written, allowed);
  if (problem !== undefined) findings.error(path, "unknown-machine-type", problem);
}

/** The declared zones, or the environment's. Reports zones outside of the region, and names that are no zones. */
export function checkZones(
  findings: Findings,
  path: ValuePath,
  written: readonly string[] | undefined,
  { region, zones }: Cloud,
): readonly string[] {
  for (const [index, zone] of (written ?? []).entries()) {
    const allowed = `allowed: ${zones.join(", ")}`;
    if (regionOf(zone) !== region) {
      findings.error([...path, index], "zone-outside-region", `${zone} is not in ${region}; ${allowed}`);
    } else if (!zones.includes(zone)) {
      findings.error([...path, index], "unknown-zone", `${zone} is none of the environment's zones; ${allowed}`);
    }
  }
  return written ?? zones;
}

/** Reports a name that is no known region. One that is newer than this tool's list is taken as written, with a warning. */
export function checkRegion(findings: Findings, path: ValuePath, region: string): void {
  const known = knownRegions();
  if (known.includes(region)) return;
  const shaped = /^[a-z]+-[a-z]+\d+$/.test(region);
  const message = `no known region is called "${region}"${didYouMean(nearestName(region, known))}`;
  if (shaped) findings.warning(path, "unknown-region", `${message}; it is taken as written`);
  else findings.error(path, "unknown-region", `${message}; write one such as europe-west1`);
}
