import machines from "../../../../../data/gcp/machine-types.json" with { type: "json" };
import { didYouMean, nearestName } from "../../../../lib/nearest-name.ts";
import { allZones, regionOf, regions } from "./geography.ts";
import { lastPart } from "./links.ts";

/** What GCP offers beyond the dated files of `data/gcp`, as this machine's user says. */
export interface NewerOffers {
  readonly machineTypes: readonly string[];
  readonly zones: readonly string[];
}

const known: readonly string[] = Object.keys(machines.types);
const knownSeries: ReadonlySet<string> = new Set(known.map(seriesOf));
const CUSTOM = /^(?:[a-z]+\d+[a-z]*-)?custom-(?:\d+|micro|small|medium)-\d+(?:-ext)?$/;

/**
 * Why Compute Engine has no machine type of a name or link; `undefined` where it may have it.
 *
 * A series that the file does not know is taken for a newer one.
 *
 * @param refusal the API's code, status and field
 */
export function machineTypeProblem(value: string, newer: NewerOffers, refusal: string): string | undefined {
  const type = lastPart(value);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(type))
    return `must be a machine type such as e2-standard-2; it is ${value}`;
  if (Object.hasOwn(machines.types, type) || newer.machineTypes.includes(type) || CUSTOM.test(type)) return undefined;
  if (!knownSeries.has(seriesOf(type))) return undefined;
  const near = nearestName(type, [...known, ...newer.machineTypes]);
  return `${refusal}: no machine type is called ${type}${didYouMean(near)}; name one that is newer than ${machines.date} in GROUNDWORK_LOCAL_MACHINE_TYPES`;
}

/** Why a value is no zone of GCP; `undefined` where it is one. */
export function zoneProblem(value: string, newer: NewerOffers): string | undefined {
  const zone = lastPart(value);
  if (allZones().includes(zone) || newer.zones.includes(zone)) return undefined;
  return `must be a zone of GCP such as europe-west3-a; it is ${value}`;
}

/** Why a value is neither a region nor a zone of GCP; `undefined` where it is one. */
export function locationProblem(value: string, newer: NewerOffers): string | undefined {
  if (zoneProblem(value, newer) === undefined || regionProblem(value, newer) === undefined) return undefined;
  return `must be a region or a zone of GCP such as europe-west3; it is ${value}`;
}

/** Why a value is no region of GCP; `undefined` where it is one. */
export function regionProblem(value: string, newer: NewerOffers): string | undefined {
  const region = lastPart(value);
  if (regions().includes(region) || newer.zones.some((zone) => regionOf(zone) === region)) return undefined;
  return `must be a region of GCP such as europe-west3; it is ${value}`;
}

function seriesOf(type: string): string {
  return type.slice(0, type.indexOf("-"));
}
