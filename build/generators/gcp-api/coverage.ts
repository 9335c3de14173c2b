// How much of what `@pulumi/gcp` declares has a place in Google's APIs.
import { factsOf } from "./constraints.ts";
import type { MappedType } from "./map-type.ts";

export interface Coverage {
  readonly properties: number;
  /** In a field of the API, or in the address of its calls. */
  readonly mapped: number;
  /** Decided by Pulumi's provider and not sent. */
  readonly kept: number;
  readonly unmapped: readonly string[];
  /** Mapped to a field whose values the provider takes in another form. */
  readonly unchecked: readonly string[];
  readonly deprecated: readonly string[];
}

export function coverageOf({ properties, method }: MappedType): Coverage {
  const named = (wanted: (each: MappedType["properties"][number]) => boolean) =>
    properties.filter(wanted).map(({ property }) => property);
  const unmapped = named(({ to }) => to.kind === "none");
  const kept = named(({ to }) => to.kind === "provider");
  return {
    properties: properties.length,
    mapped: properties.length - unmapped.length - kept.length,
    kept: kept.length,
    unmapped,
    unchecked: named(({ to }) => to.kind === "field" && !to.isChecked),
    deprecated: named(({ to, code }) => to.kind === "field" && factsOf(to.schema, code, method).deprecated),
  };
}

export interface Sum {
  readonly types: number;
  readonly properties: number;
  readonly mapped: number;
  readonly kept: number;
  readonly unmapped: number;
}

export function sumOf(coverages: readonly Coverage[]): Sum {
  const total = (count: (each: Coverage) => number) => coverages.reduce((sum, each) => sum + count(each), 0);
  return {
    types: coverages.length,
    properties: total(({ properties }) => properties),
    mapped: total(({ mapped }) => mapped),
    kept: total(({ kept }) => kept),
    unmapped: total(({ unmapped }) => unmapped.length),
  };
}
