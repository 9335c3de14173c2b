import type { AddressBook, Cidr, Environment, RangeKey } from "../environment/index.ts";
import { type AddressIssue, overlap } from "./address-issue.ts";
import { innerRanges, networkKey } from "./wanted-ranges.ts";

/** One block that an environment claims for itself. */
interface Claim {
  readonly environment: string;
  readonly key: RangeKey;
  readonly cidr: Cidr;
}

/**
 * Finds blocks that two environments claim.
 *
 * An error where their networks are connected directly or through one other network, because that one would learn two
 * routes for the same addresses; a warning where only the address book gave both the same.
 */
export function findOverlaps(
  environments: readonly Environment[],
  ranges: ReadonlyMap<string, ReadonlyMap<RangeKey, Cidr>>,
  book: AddressBook,
): readonly AddressIssue[] {
  const claims = new Map(environments.map((environment) => [environment.name, claimsOf(environment, ranges)]));
  const issues = new Map<string, AddressIssue>();
  const report = (one: Claim, other: Claim, peered: boolean) => {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const id = [mine.environment, mine.key, theirs.environment, theirs.key].join(" ");
      if (!issues.has(id)) issues.set(id, overlap(mine.environment, mine.key, mine.cidr, { ...theirs, peered }));
    }
  };

  for (const [hub, peers] of neighbours(environments)) {
    const star = [hub, ...peers].flatMap((name) => claims.get(name) ?? []);
    sweep(star, (one, other) => report(one, other, true));
  }
  const recorded = environments.flatMap(({ name, network }): readonly Claim[] => {
    const cidr = network.range.cidr ? undefined : book.environments.get(name)?.get(networkKey);
    return cidr ? [{ environment: name, key: networkKey, cidr }] : [];
  });
  sweep(recorded, (one, other) => report(one, other, false));
  return [...issues.values()];
}

/** The network's block, and what lies outside of it. */
function claimsOf(
  environment: Environment,
  ranges: ReadonlyMap<string, ReadonlyMap<RangeKey, Cidr>>,
): readonly Claim[] {
  const own = ranges.get(environment.name);
  const block = own?.get(networkKey);
  const claim = (key: RangeKey): readonly Claim[] => {
    const cidr = own?.get(key);
    return cidr ? [{ environment: environment.name, key, cidr }] : [];
  };
  const inner = innerRanges(environment).flatMap(({ key }) => claim(key));
  return [...claim(networkKey), ...inner.filter(({ cidr }) => !block?.contains(cidr))];
}

/** For each environment with peers, the names of its peers. Either side may declare the peering. */
function neighbours(environments: readonly Environment[]): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>();
  const connect = (one: string, other: string) => result.set(one, (result.get(one) ?? new Set()).add(other));
  for (const { name, network } of environments) {
    for (const peer of network.peerings) {
      connect(name, peer);
      connect(peer, name);
    }
  }
  return result;
}

/** Calls `found` for claims of two environments that overlap: for each claim at least once, with one that begins before it. */
function sweep(claims: readonly Claim[], found: (one: Claim, other: Claim) => void): void {
  let widest: Claim | undefined;
  for (const claim of claims.toSorted((one, other) => one.cidr.first - other.cidr.first)) {
    if (widest && widest.environment !== claim.environment && widest.cidr.overlaps(claim.cidr)) found(widest, claim);
    if (!widest || claim.cidr.last > widest.cidr.last) widest = claim;
  }
}
