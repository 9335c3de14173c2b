import type { Input } from "@pulumi/pulumi";
import type { Replaced } from "./resources/replacements.ts";

/** What a team's own files have created. */
export interface OwnResources {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Those among them that manifests may refer to. */
  readonly facts: Readonly<Record<string, Input<string>>>;
  /** What stands in for components, by kind and name. */
  readonly replaced: Replaced;
}

/** A name that manifests can refer to. */
export function factName(prefix: string, key: string): string {
  return `${prefix}_${key}`.replaceAll(/[^A-Za-z0-9_]/g, "_");
}

/** What manifests may refer to of a team's own resources, and of those that stand in for components. */
export function ownFacts({ facts, replaced }: OwnResources): Record<string, Input<string>> {
  return {
    ...mapKeys("bucket", replaced.buckets, ({ name }) => name),
    ...mapKeys("database", replaced.databases, ({ connectionName }) => connectionName),
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [factName("resources", key), value])),
  };
}

function mapKeys<V>(
  prefix: string,
  values: Readonly<Record<string, V>> = {},
  describe: (value: V) => Input<string>,
): Record<string, Input<string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [factName(prefix, key), describe(value)]));
}
