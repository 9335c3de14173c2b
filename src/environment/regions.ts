import { memberOf } from "../lib/index.ts";

/** Google Cloud's regions. Source: the list of Compute Engine's regions and zones. */
const regions: readonly string[] = `
  africa-south1
  asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2
  asia-southeast1 asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2
  europe-central2 europe-north1 europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4
  europe-west6 europe-west8 europe-west9 europe-west10 europe-west12
  me-central1 me-central2 me-west1
  northamerica-northeast1 northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1
  us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4
`
  .trim()
  .split(/\s+/);

/** Regions whose zones are not a, b and c. */
const unusualZones: Readonly<Record<string, string>> = {
  "europe-west1": "bcd",
  "us-central1": "abcf",
  "us-east1": "bcd",
};

export function knownRegions(): readonly string[] {
  return regions;
}

/** Zones of a region; `undefined` when the region is not a known one. */
export function zonesOf(region: string): readonly string[] | undefined {
  if (!regions.includes(region)) return undefined;
  return (memberOf(unusualZones, region) ?? "abc").split("").map((letter) => `${region}-${letter}`);
}

/** The region of a zone: `europe-west1` of `europe-west1-b`. */
export function regionOf(zone: string): string {
  return zone.slice(0, zone.lastIndexOf("-"));
}
