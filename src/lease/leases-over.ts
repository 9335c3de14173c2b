import { type Clock, retryDelay } from "../lib/index.ts";
import { heldBy, LeaseHeld, LeaseLost, LeasesUnreachable, LeaseTooNew, LeaseUnreadable, ownerText } from "./errors.ts";
import { backoff, exchangeDocuments } from "./exchange-documents.ts";
import type { FoundLease, HeldLease, Lease, WrittenLease } from "./lease.ts";
import { acquiredLease, leaseText, readLease } from "./lease-document.ts";
import type { Exchange, LeaseStore } from "./lease-store.ts";
import { type HeldDocument, isHeld, type LeaseSightings, LeaseWatch, looks } from "./lease-watch.ts";
import type { Acquisition, Leases } from "./leases.ts";
import { notHeld, revoked } from "./revocation.ts";
import { watchRuns } from "./watched-runs.ts";

/** Where time comes from, and how long a lease counts. */
export interface LeaseSettings {
  /** For fencing numbers of environments without a document. */
  readonly clock: Clock;
  /** Milliseconds since some moment, by a clock that is never set. */
  readonly monotonic: () => number;
  /** Lets time pass; resolves early when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** For how long a lease counts without a renewal, in whole seconds. */
  readonly seconds: number;
}

/** Part of a lease's time after which its run no longer acts under it, before others may take it. */
export const givenUpAfter = 2 / 3;
/** A lease that cannot be given back in these attempts lapses by itself. Each one that fails was overtaken by a change of others. */
const mostReleases = 5;

/** The port over a place that keeps documents and exchanges them when they stand as expected. */
export function leasesOver(store: LeaseStore, settings: LeaseSettings): Leases {
  const sightings: LeaseSightings = new Map();
  const exchange = (exchanges: readonly Exchange[]) => exchangeDocuments(store, exchanges, settings.wait);
  const giveBack = (documents: readonly OwnDocument[]) =>
    exchange(
      documents.map(({ lease, text }) => ({
        environment: lease.environment,
        expected: text,
        text: leaseText({ ...lease, state: "released" }),
      })),
    );
  /** Gives back those of the leases that are still held, and by their run. @throws {LeasesUnreachable} */
  const giveBackAll = async (leases: readonly Lease[]): Promise<void> => {
    for (let attempts = 1; attempts <= mostReleases; attempts++) {
      const left = await ownDocuments(store, leases);
      if (left.length === 0 || (await giveBack(left))) return;
      await settings.wait(retryDelay(attempts, backoff, Math.random()), new AbortController().signal);
    }
    const problem = `documents were exchanged there each of ${mostReleases} times that they were to be given back`;
    throw new LeasesUnreachable({ place: store.place, problem });
  };
  /** Whether all of the leases were taken. When not, none is left held, as far as the place can be reached. */
  const take = async (leases: readonly Lease[], exchanges: readonly Exchange[]): Promise<boolean> => {
    try {
      if (await exchange(exchanges)) return true;
    } catch (thrown) {
      await giveBackAll(leases).catch(() => undefined);
      throw thrown;
    }
    // A place that exchanges one document after the other may have exchanged some.
    await giveBackAll(leases);
    return false;
  };

  const attempt = async (
    names: readonly string[],
    watch: LeaseWatch,
    { owner, wait }: Acquisition,
  ): Promise<Attempt> => {
    const documents = await store.read(names);
    const found = names.flatMap((name) => foundIn(documents, name) ?? []);
    assertReadable(found, store.place);
    const { living, undecided, lapsed } = await watch.lookAt(found.filter(isHeld));
    if (living.length > 0 && !wait) throw new LeaseHeld({ held: living.map(({ lease }) => heldBy(lease)) });
    const held = [...living, ...undecided];
    if (held.length > 0) return { kind: "held", held };
    const taker = { owner, seconds: settings.seconds, at: settings.clock.now().getTime() };
    const taken = names.map((name) => acquiredLease(name, documents.get(name), taker));
    const exchanges = taken.map((lease) => ({
      environment: lease.environment,
      expected: documents.get(lease.environment),
      text: leaseText(lease),
    }));
    // Others count from when they see the document, which may be long before the answer comes.
    const writtenAt = settings.monotonic();
    if (!(await take(taken, exchanges))) return { kind: "raced" };
    const passed = (settings.monotonic() - writtenAt) / 1000;
    if (passed >= settings.seconds * givenUpAfter) {
      await giveBackAll(taken).catch(() => undefined);
      const problem = `it took ${Math.round(passed)} s to answer, and a lease counts for ${settings.seconds} s from when it is written`;
      throw new LeasesUnreachable({ place: store.place, problem });
    }
    const cutOff = new Map(lapsed.map(({ lease }) => [lease.environment, lease.owner]));
    return {
      kind: "taken",
      taken: taken.map((lease) => {
        const by = cutOff.get(lease.environment);
        return { lease, writtenAt, ...(by && { cutOff: by }) };
      }),
    };
  };
  return {
    async acquire(environments, acquisition) {
      const names = [...new Set(environments)].toSorted();
      const watch = new LeaseWatch(settings.monotonic, store.hasEnded, sightings);
      const told = new Set<string>();
      let races = 0;
      while (names.length > 0) {
        const result = await attempt(names, watch, acquisition);
        if (result.kind === "taken") return result.taken;
        if (result.kind === "raced") {
          if (acquisition.signal.aborted) throw await overtaken(store, names);
          races += 1;
          await settings.wait(retryDelay(races, backoff, Math.random()), acquisition.signal);
          continue;
        }
        const { held } = result;
        for (const each of held) {
          if (!told.has(each.lease.owner.run)) acquisition.onWaiting?.(each.lease);
          told.add(each.lease.owner.run);
        }
        const shortest = Math.min(...held.map(({ lease }) => lease.seconds));
        await settings.wait((shortest * 1000) / looks, acquisition.signal);
        if (acquisition.signal.aborted) throw new LeaseHeld({ held: held.map(({ lease }) => heldBy(lease)) });
      }
      return [];
    },
    async renew(held) {
      const writtenAt = settings.monotonic();
      const renewed = held.map((each) => ({
        ...each,
        lease: { ...each.lease, renewal: each.lease.renewal + 1 },
        writtenAt,
      }));
      const exchanges = held.map(({ lease }, index) => ({
        environment: lease.environment,
        expected: leaseText(lease),
        text: leaseText(renewed[index]?.lease ?? lease),
      }));
      if (await exchange(exchanges)) return renewed;
      throw await lossOf(store, held);
    },
    async release(held) {
      // Nearly always they stand as this run has written them last: the change itself finds out, without a question before it.
      const own = held.map(({ lease }) => ({ lease, text: leaseText(lease) }));
      if (!(await giveBack(own))) await giveBackAll(held.map(({ lease }) => lease));
    },
    watch: (environments) => watchRuns(store, [...new Set(environments)], { ...settings, sightings }),
    async list() {
      const documents = await store.read();
      return [...documents.keys()].toSorted().flatMap((name) => foundIn(documents, name) ?? []);
    },
    async revoke(environment, from, by) {
      const text = (await store.read([environment])).get(environment);
      const found = text === undefined ? undefined : readLease(environment, text);
      if (found?.kind === "too-new") throw new LeaseTooNew({ place: store.place, leases: [found] });
      const released = revoked(found, { environment, from, by, text, at: settings.clock.now() });
      if (await exchange([{ environment, expected: text, text: leaseText(released) }])) return;
      throw notHeld({ environment, from }, "it was taken, renewed or released at this moment");
    },
  };
}

type Attempt =
  | { readonly kind: "taken"; readonly taken: readonly WrittenLease[] }
  | { readonly kind: "held"; readonly held: readonly HeldDocument[] }
  /** Another run was faster. */
  | { readonly kind: "raced" };

interface OwnDocument {
  readonly lease: Lease;
  readonly text: string;
}

function foundIn(documents: ReadonlyMap<string, string>, name: string): FoundLease | undefined {
  const text = documents.get(name);
  return text === undefined ? undefined : readLease(name, text);
}

function assertReadable(found: readonly FoundLease[], place: string): void {
  const unreadable = found.flatMap((each) => (each.kind === "unreadable" ? [each] : []));
  if (unreadable.length > 0) throw new LeaseUnreadable({ place, unreadable });
  const leases = found.flatMap((each) => (each.kind === "too-new" ? [each] : []));
  if (leases.length > 0) throw new LeaseTooNew({ place, leases });
}

/** Documents of those of the leases that are still held, and by their run. */
async function ownDocuments(store: LeaseStore, leases: readonly Lease[]): Promise<readonly OwnDocument[]> {
  const documents = await store.read(leases.map(({ environment }) => environment));
  return leases.flatMap(({ environment, owner, fence }) => {
    const text = documents.get(environment);
    const found = text === undefined ? undefined : readLease(environment, text);
    if (text === undefined || !found || !isHeld(found)) return [];
    const { lease } = found;
    return lease.owner.run === owner.run && lease.fence === fence ? [{ lease, text }] : [];
  });
}

/** Why a run that was interrupted takes no more part in a race for leases. */
async function overtaken(store: LeaseStore, names: readonly string[]): Promise<LeaseHeld | LeasesUnreachable> {
  const documents = await store.read(names);
  const held = names.flatMap((name) => foundIn(documents, name) ?? []).filter(isHeld);
  if (held.length > 0) return new LeaseHeld({ held: held.map(({ lease }) => heldBy(lease)) });
  const problem = "other runs took them and gave them back until this one was interrupted";
  return new LeasesUnreachable({ place: store.place, problem });
}

async function lossOf(store: LeaseStore, held: readonly HeldLease[]): Promise<LeaseLost> {
  const documents = await store.read(held.map(({ lease }) => lease.environment));
  const lost = held.flatMap(({ lease: { environment, owner } }) => {
    const found = foundIn(documents, environment);
    if (found === undefined) return [{ environment, why: "its document was removed" }];
    if (found.kind !== "lease") return [{ environment, why: "another document is in its place, which cannot be read" }];
    const { lease } = found;
    if (lease.owner.run !== owner.run) return [{ environment, why: `it was taken for ${ownerText(lease.owner)}` }];
    return lease.state === "held" ? [] : [{ environment, why: `${lease.releasedBy ?? "this run"} released it` }];
  });
  const [environment = ""] = held.map(({ lease }) => lease.environment);
  return new LeaseLost({
    lost: lost.length > 0 ? lost : [{ environment, why: "its document was exchanged meanwhile" }],
  });
}
