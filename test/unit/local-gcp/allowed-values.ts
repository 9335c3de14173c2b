import { apiRefusals } from "../../../src/local/cloud/gcp/apis/index.ts";
import type { GcpFacts, ValueRule } from "../../../src/local/cloud/gcp/facts/index.ts";
import { changedAt, withoutIndexes } from "../../../src/local/cloud/gcp/values/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";

type Facts = ReturnType<GcpFacts["typeOf"]>;

/** The inputs with a value that the type's API takes wherever it refuses the one that stands there, and in places that Compute Engine has. */
export function allowedIn(inputs: PropertyMap, facts: Facts): PropertyMap {
  const isCompute = facts.token.startsWith("gcp:compute/");
  const placed = {
    ...inputs,
    ...(isCompute && "region" in inputs && { region: "europe-west3" }),
    ...(isCompute && "zone" in inputs && { zone: "europe-west3-a" }),
  };
  return apiRefusals(placed, facts).reduce<PropertyMap>((allowed, { path }) => {
    const rule = facts.api()?.fieldOf(withoutIndexes(path))?.rule ?? {};
    return changedAt(allowed, path, () => allowedValue(rule)) as PropertyMap;
  }, placed);
}

/** A value that a rule takes. */
export function allowedValue({ enum: values, format, minimum, pattern }: ValueRule): string | number {
  const value = values?.find((each) => !each.endsWith("UNSPECIFIED")) ?? values?.[0];
  if (value !== undefined) return value;
  if (pattern !== undefined) return pattern.startsWith("tagValues/") ? "tagValues/1" : "a";
  if (format === "google-duration") return "60s";
  if (format === "google-datetime" || format === "date-time") return "2026-01-31T10:00:00Z";
  return format === "date" ? "2026-01-31" : (minimum ?? 7);
}
