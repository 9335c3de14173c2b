import {
  type AddressBook,
  type Cidr,
  type Environment,
  type Fleet,
  type RangeKey,
  validEnvironments,
} from "../environment/index.ts";
import { planAddresses } from "./plan-addresses.ts";
import { neededRanges } from "./wanted-ranges.ts";

/**
 * The address book, completed with everything that is planned for the fleet's valid environments.
 *
 * Recorded addresses stay. A line goes when the folder of its environment is gone, or the environment no longer
 * declares the range. Lines of environments that are invalid at the moment stay.
 */
export function recordAddresses(fleet: Fleet, book: AddressBook): AddressBook {
  const environments = [...validEnvironments(fleet).values()].map(({ environment }) => environment);
  const plan = planAddresses(environments, book);
  const recorded = environments.map((environment) => {
    const ranges = plan.environments.get(environment.name)?.ranges ?? new Map<RangeKey, Cidr>();
    return [environment.name, plannedOnly(environment, ranges)] as const;
  });
  const kept = [...book.environments].filter(([name]) => fleet.names.includes(name));
  return { pool: book.pool, environments: new Map([...kept, ...recorded]) };
}

/** Declared ranges stand in the environment's own file, and are not repeated here. */
function plannedOnly(environment: Environment, ranges: ReadonlyMap<RangeKey, Cidr>): ReadonlyMap<RangeKey, Cidr> {
  const planned = neededRanges(environment).flatMap(({ key, wanted }): readonly (readonly [RangeKey, Cidr])[] => {
    const cidr = wanted.cidr ? undefined : ranges.get(key);
    return cidr ? [[key, cidr]] : [];
  });
  return new Map(planned);
}
