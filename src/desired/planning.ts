import type { Environment, Labels, RangeKey } from "../environment/index.ts";
import { type NameLimit, planName } from "./names.ts";
import type { EnvironmentAddresses } from "./plan-addresses.ts";

/** What every planner needs to know of the environment that it plans. */
export class Planning {
  /** On every resource that can carry labels. */
  readonly labels: Labels;

  constructor(
    readonly environment: Environment,
    private readonly addresses: EnvironmentAddresses,
  ) {
    this.labels = { ...environment.labels, environment: environment.name, "managed-by": "groundwork" };
  }

  /** A name in the cloud: the environment's and what is appended to it. */
  name(words: readonly string[], limit: NameLimit): string {
    return planName([this.environment.name, ...words], limit);
  }

  /** The addresses of a range. Never missing: an environment without room for all of its ranges is not planned. */
  range(key: RangeKey): string {
    const cidr = this.addresses.ranges.get(key);
    if (!cidr) throw new Error(`${this.environment.name} has no addresses for ${key}.`);
    return cidr.text;
  }

  /**
   * Labels of one resource: the environment's and its own. Its own win, except for the labels that name the
   * environment.
   */
  labelsWith(own: Labels): Record<string, string> {
    return { ...this.environment.labels, ...own, environment: this.environment.name, "managed-by": "groundwork" };
  }

  /** Whether the environment protects a kind of resource, or this one of it. */
  protects(kind: string, name?: string): boolean {
    const { everything, listed } = this.environment.protection;
    return everything || listed.includes(kind) || (name !== undefined && listed.includes(`${kind}/${name}`));
  }
}

/** Sorted by key, as every list of a desired state is. */
export function byKey<T extends { readonly key: string }>(values: readonly T[]): readonly T[] {
  return values.toSorted((one, other) => {
    if (one.key === other.key) return 0;
    return one.key < other.key ? -1 : 1;
  });
}

/** `{ [key]: value }`, or nothing for `undefined`: for arguments that are left out rather than empty. */
export function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: T });
}
