import { didYouMean, nearestName } from "../../lib/nearest-name.ts";
import type { Cloud } from "../environment.ts";
import { knownRegions, regionOf, zonesOf } from "../regions.ts";
import { type RawSpec } from "../schema/index.ts";
import type { Findings } from "./findings.ts";

const path = ["spec", "cloud"] as const;

/** Placeholders for project and region, which the local cloud ignores. */
const localDefaults = { project: "groundwork-local", region: "europe-west1" };

export function buildCloud(findings: Findings, raw: RawSpec["cloud"]): Cloud {
  for (const key of ["project", "region"] as const) {
    if (raw.kind === "gcp" && raw[key] === undefined) {
      findings.error(
        [...path, key],
        "missing-key",
        `is missing; kind: gcp needs it, such as ${key}: ${exampleOf[key]}`,
      );
    }
  }
  const region = raw.region ?? localDefaults.region;
  const known = zonesOf(region);
  if (!known) reportRegion(findings, region, raw.zones !== undefined);
  for (const [index, zone] of (raw.zones ?? []).entries()) {
    const at = [...path, "zones", index];
    if (regionOf(zone) !== region) {
      findings.error(at, "zone-outside-region", `${zone} is not in ${region}; allowed: ${(known ?? []).join(", ")}`);
    } else if (known && !known.includes(zone)) {
      findings.error(at, "unknown-zone", `${region} has no zone ${zone}; allowed: ${known.join(", ")}`);
    }
  }
  return {
    kind: raw.kind,
    project: raw.project ?? localDefaults.project,
    region,
    zones: [...new Set(raw.zones ?? known ?? [`${region}-a`])],
  };
}

const exampleOf = { project: "acme-production", region: "europe-west1" };

/** A region that is newer than this list can be used by naming its zones. */
function reportRegion(findings: Findings, region: string, hasZones: boolean): void {
  const near = nearestName(region, knownRegions());
  const message = `no known region is called "${region}"${didYouMean(near)}`;
  if (hasZones) findings.warning([...path, "region"], "unknown-region", `${message}; its zones are taken as written`);
  else
    findings.error(
      [...path, "region"],
      "unknown-region",
      `${message}; for one that is newer, name its zones in spec.cloud.zones`,
    );
}
