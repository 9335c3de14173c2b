/**
 * What the rules do not find by themselves: resources and fields by name.
 *
 * In:   type tokens without `gcp:`.
 * Out:  {@link propertyExceptions}, {@link resourceExceptions}, {@link isKeptByProvider}.
 * Must not know: how fields are looked for.
 */
import { computeExceptions } from "./compute.ts";
import { containerExceptions } from "./container.ts";
import { otherExceptions } from "./others.ts";
import type { TypeExceptions } from "./property-exception.ts";

export type { PropertyException, TypeExceptions } from "./property-exception.ts";
export { isKeptByProvider } from "./provider-properties.ts";
export { type ResourceException, resourceExceptions } from "./resources.ts";

export const propertyExceptions: Readonly<Record<string, TypeExceptions>> = {
  ...computeExceptions,
  ...containerExceptions,
  ...otherExceptions,
};
