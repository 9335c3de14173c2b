import table from "../../../../../data/gcp/zones.json" with { type: "json" };
import { memberOf } from "../../../../lib/index.ts";

/** GCP's regions and the letters of their zones. */
const REGIONS: Readonly<Record<string, string>> = table.regions;

export function regions(): string[] {
  return Object.keys(REGIONS);
}

/** Zones of a region, empty for one that GCP does not have. */
export function zonesOf(region: string): string[] {
  return Array.from(memberOf(REGIONS, region) ?? "", (letter) => `${region}-${letter}`);
}

export function allZones(): string[] {
  return regions().flatMap(zonesOf);
}

/** `europe-west3-a` lies in `europe-west3`. */
export function regionOf(zone: string): string {
  return zone.slice(0, zone.lastIndexOf("-"));
}

/** A location with a zone's letter at its end. */
export function isZone(location: string): boolean {
  return /-[a-z]$/.test(location);
}
