/**
 * GCP's kinds of values: links, address ranges, places, numbers and hashes that stay.
 *
 * In:   strings.
 * Out:  pure functions over them.
 * Must not know: resources, the store, Pulumi.
 */
export { contains, formatAddress, isTruncated, overlaps, parseAddress, parseCidr } from "./cidr.ts";
export { allZones, isZone, regionOf, regions, zonesOf } from "./geography.ts";
export { computeLink, lastPart, partNamed, relativeLink, sameLink } from "./links.ts";
export { locationProblem, machineTypeProblem, type NewerOffers, regionProblem, zoneProblem } from "./offers.ts";
export { changedAt, valuesAt, withoutIndexes } from "./paths.ts";
export { fingerprint, projectNumber, stableDigits, stableHex, stableUuid } from "./stable.ts";
export { textOf } from "./text.ts";
