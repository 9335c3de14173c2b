import { memberOf } from "../lib/index.ts";
import type { Problem } from "./problem.ts";

/**
 * Ids that the cloud gave to an environment's machines, by their keys: a machine that is made anew gets another one. A machine whose id is not
 * known is left out.
 */
export type InstanceIds = Readonly<Record<string, string>>;

/** The instances that an environment's state holds, or why that is not known. */
export type StandingInstances =
  | {
      readonly ids: InstanceIds;
      /** Keys of the machines that the commit declares. */
      readonly declared: readonly string[];
    }
  | { readonly problem: Problem };

/** How the instances that playbooks were applied to are found in a state, of machines that are declared. Keys of machines, sorted. */
export interface InstancesFound {
  readonly same: readonly string[];
  /** Another instance stands in their place. */
  readonly other: readonly string[];
  /** The state has no id of them. */
  readonly missing: readonly string[];
}

export function findInstances(
  applied: InstanceIds,
  { ids, declared }: Exclude<StandingInstances, { readonly problem: Problem }>,
): InstancesFound {
  const keys = declared.filter((key) => memberOf(applied, key) !== undefined).toSorted();
  const isSame = (key: string) => memberOf(ids, key) === memberOf(applied, key);
  const isMissing = (key: string) => memberOf(ids, key) === undefined;
  return {
    same: keys.filter(isSame),
    other: keys.filter((key) => !isSame(key) && !isMissing(key)),
    missing: keys.filter(isMissing),
  };
}
