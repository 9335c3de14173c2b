import table from "../../data/gcp/zones.json" with { type: "json" };
import { memberOf } from "../lib/index.ts";

/** Google Cloud's regions, each with the letters of its zones. */
const zones: Readonly<Record<string, string>> = table.regions;

export function knownRegions(): readonly string[] {
  return Object.keys(zones);
}

/** Zones of a region; `undefined` when the region is not a known one. */
export function zonesOf(region: string): readonly string[] | undefined {
  return memberOf(zones, region)
    ?.split("")
    .map((letter) => `${region}-${letter}`);
}

/** The region of a zone: `europe-west1` of `europe-west1-b`. */
export function regionOf(zone: string): string {
  return zone.slice(0, zone.lastIndexOf("-"));
}
