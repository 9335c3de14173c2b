import { type AddressBook, Cidr, type Environment, type RangeKey } from "../environment/index.ts";
import { type AddressIssue, clash, noRoom, outside, resized } from "./address-issue.ts";
import { AddressSpace } from "./address-space.ts";
import { findOverlaps } from "./find-overlaps.ts";
import { hashBelow } from "./names.ts";
import { innerRanges, type NeededRange, networkKey, unrecordedRanges } from "./wanted-ranges.ts";

/** Declared, recorded and planned addresses of one environment. */
export interface EnvironmentAddresses {
  /** By key, `network` among them. A range that found no room is not in it, and an issue says so. */
  readonly ranges: ReadonlyMap<RangeKey, Cidr>;
  /** Those that were planned just now and stand in no book yet: another plan may give them other addresses. */
  readonly unrecorded: readonly RangeKey[];
}

export interface AddressPlan {
  readonly environments: ReadonlyMap<string, EnvironmentAddresses>;
  readonly issues: readonly AddressIssue[];
}

/**
 * Gives every range of every environment its addresses.
 *
 * Declared and recorded ranges stay where they are. Of the rest, a network gets the block that a hash of its environment's
 * name prefers, or the lowest free one of its size; ranges inside of a network are packed, the largest first, so that room
 * for later ones stays in one piece. Results do not depend on the order of the environments or of their ranges. Networks
 * never overlap as long as the pool has room; when it has none left, only those of peered environments are kept apart.
 */
export function planAddresses(environments: Iterable<Environment>, book: AddressBook): AddressPlan {
  const issues: AddressIssue[] = [];
  const sorted = [...environments].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const blocks = planNetworks(sorted, book, issues);
  const ranges = new Map<string, ReadonlyMap<RangeKey, Cidr>>();
  for (const environment of sorted) {
    const recorded = book.environments.get(environment.name);
    ranges.set(environment.name, planInside(environment, blocks.get(environment.name), recorded, issues));
  }
  const planned = sorted.map((environment): [string, EnvironmentAddresses] => {
    const unrecorded = unrecordedRanges(environment, book.environments.get(environment.name));
    return [environment.name, { ranges: ranges.get(environment.name) ?? new Map(), unrecorded }];
  });
  return { environments: new Map(planned), issues: [...issues, ...findOverlaps(sorted, ranges, book)] };
}

function planNetworks(
  environments: readonly Environment[],
  book: AddressBook,
  issues: AddressIssue[],
): ReadonlyMap<string, Cidr> {
  const blocks = new Map<string, Cidr>();
  const open: Environment[] = [];
  for (const environment of environments) {
    const { range } = environment.network;
    const recorded = book.environments.get(environment.name)?.get(networkKey);
    const block = range.cidr ?? recorded;
    if (block) blocks.set(environment.name, block);
    else open.push(environment);
    if (recorded && !range.cidr) issues.push(...resized(environment.name, networkKey, recorded, range.prefixLength));
  }
  const everywhere = new AddressSpace(book.pool, takenBlocks(environments, blocks, book));
  const give = (environment: Environment, block: Cidr) => {
    everywhere.take(block);
    blocks.set(environment.name, block);
  };

  // Largest first, then by name. Networks that get their preferred block are placed before those that take the lowest
  // free one, so that no network loses its preferred block to another's second choice.
  const order = open.toSorted((one, other) => one.network.range.prefixLength - other.network.range.prefixLength);
  const losers = order.filter((environment) => {
    const block = preferredBlock(environment.name, book.pool, environment.network.range.prefixLength);
    if (!block || !everywhere.isFree(block)) return true;
    give(environment, block);
    return false;
  });
  for (const environment of losers) {
    const { prefixLength } = environment.network.range;
    const free = everywhere.lowestFree(prefixLength);
    if (free) {
      give(environment, free);
      continue;
    }
    const connected = connectedWith(environment.name, environments);
    const near = environments.filter(({ name }) => connected.has(name));
    const shared = new AddressSpace(book.pool, takenBlocks(near, blocks, book)).lowestFree(prefixLength);
    if (shared) blocks.set(environment.name, shared);
    else {
      const where = { largestFree: everywhere.largestFree(), where: `the pool ${book.pool.text}` };
      issues.push(noRoom(environment.name, networkKey, prefixLength, where));
    }
  }
  return blocks;
}

/** Blocks of networks, and declared ranges, which may lie outside of their network's block when that is planned. */
function takenBlocks(
  environments: readonly Environment[],
  blocks: ReadonlyMap<string, Cidr>,
  book: AddressBook,
): readonly Cidr[] {
  return environments.flatMap((environment) => {
    const block = blocks.get(environment.name);
    const recorded = book.environments.get(environment.name);
    const inner = innerRanges(environment).flatMap(({ key, wanted }) => wanted.cidr ?? recorded?.get(key) ?? []);
    return [...(block ? [block] : []), ...inner.filter((range) => !block?.contains(range))];
  });
}

function planInside(
  environment: Environment,
  block: Cidr | undefined,
  recorded: ReadonlyMap<RangeKey, Cidr> | undefined,
  issues: AddressIssue[],
): ReadonlyMap<RangeKey, Cidr> {
  const { name } = environment;
  const ranges = new Map<RangeKey, Cidr>(block ? [[networkKey, block]] : []);
  const open: NeededRange[] = [];
  for (const range of innerRanges(environment)) {
    const given = range.wanted.cidr ?? recorded?.get(range.key);
    if (given) ranges.set(range.key, given);
    else open.push(range);
    if (given && !range.wanted.cidr) issues.push(...recordedIssues(name, range, given, block));
  }
  issues.push(...clashes(environment, ranges));
  if (!block) return ranges;

  const inner = [...ranges].filter(([key]) => key !== networkKey).map(([, cidr]) => cidr);
  const space = new AddressSpace(block, inner);
  for (const { key, wanted } of open.toSorted(largestFirst)) {
    const free = space.lowestFree(wanted.prefixLength);
    if (free) {
      space.take(free);
      ranges.set(key, free);
    } else {
      const where = { largestFree: space.largestFree(), where: `the network's ${block.text}` };
      issues.push(noRoom(name, key, wanted.prefixLength, where));
    }
  }
  return ranges;
}

function recordedIssues(
  name: string,
  { key, wanted }: NeededRange,
  recorded: Cidr,
  block: Cidr | undefined,
): readonly AddressIssue[] {
  const isOutside = block !== undefined && !block.contains(recorded);
  return [
    ...resized(name, key, recorded, wanted.prefixLength),
    ...(isOutside ? [outside(name, key, recorded, block)] : []),
  ];
}

/** Recorded ranges that something else in the network overlaps, such as a range that was declared later. */
function clashes(environment: Environment, given: ReadonlyMap<RangeKey, Cidr>): readonly AddressIssue[] {
  const placed = innerRanges(environment).flatMap(({ key, wanted }) => {
    const cidr = given.get(key);
    return cidr ? [{ key, cidr, isDeclared: wanted.cidr !== undefined }] : [];
  });
  return placed.flatMap((one, index) =>
    placed.slice(index + 1).flatMap((other) => {
      if (!one.cidr.overlaps(other.cidr) || (one.isDeclared && other.isDeclared)) return [];
      return one.isDeclared ? clash(environment.name, other, one) : clash(environment.name, one, other);
    }),
  );
}

function largestFirst(one: NeededRange, other: NeededRange): number {
  return one.wanted.prefixLength - other.wanted.prefixLength || (one.key < other.key ? -1 : 1);
}

function preferredBlock(name: string, pool: Cidr, prefixLength: number): Cidr | undefined {
  if (prefixLength < pool.prefixLength) return undefined;
  const slots = 2 ** (prefixLength - pool.prefixLength);
  const slot = hashBelow(name, slots);
  return Cidr.holding(pool.first + slot * 2 ** (32 - prefixLength), prefixLength);
}

/** The names of all environments that peerings lead to, in either direction, over any number of steps. */
function connectedWith(name: string, environments: readonly Environment[]): ReadonlySet<string> {
  const connected = new Set([name]);
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  for (const at of connected) {
    for (const peer of byName.get(at)?.network.peerings ?? []) connected.add(peer);
    for (const other of environments) if (other.network.peerings.includes(at)) connected.add(other.name);
  }
  return connected;
}
