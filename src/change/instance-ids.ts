import { memberOf } from "../lib/index.ts";
import type { Problem } from "./problem.ts";

/**
 * Ids that the cloud gave to an environment's machines, by their keys: a machine that is made anew gets another one. A machine whose id is not
 * known is left out.
 */
export type InstanceIds = Readonly<Record<string, string>>;

/** The instances that an environment's state holds, or why that is not known. */
export type StandingInstances = { readonly ids: InstanceIds } | { readonly problem: Problem };

/** How the instances that playbooks were applied to are found in a state. Keys of machines, sorted. */
export interface InstancesFound {
  readonly same: readonly string[];
  /** Another instance stands in their place. */
  readonly other: readonly string[];
  /** The state has no id of them. */
  readonly unknown: readonly string[];
}

export function findInstances(applied: InstanceIds, standing: InstanceIds): InstancesFound {
  const keys = Object.keys(applied).toSorted();
  const standingOf = (key: string) => memberOf(standing, key);
  return {
    same: keys.filter((key) => standingOf(key) === applied[key]),
    other: keys.filter((key) => (standingOf(key) ?? applied[key]) !== applied[key]),
    unknown: keys.filter((key) => standingOf(key) === undefined),
  };
}
