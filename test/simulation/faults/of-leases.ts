import type { WrittenLease } from "../../../src/lease/lease.ts";
import { leaseText, readLease } from "../../../src/lease/lease-document.ts";
import { appliedAsShown } from "../invariants/applied-as-shown.ts";
import { holdersKeepLeases, oneActs } from "../invariants/one-acts.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

/** One that does not hold an update to the state that was planned on, as the Pulumi CLI: there leases alone keep jobs apart. */
const onTheCli: NonNullable<Fault["engine"]> = (engine) => {
  const preview: typeof engine.preview = async (work, options) => {
    const { onSavedState: _, ...others } = work;
    return await engine.preview(others, options);
  };
  return Object.assign(Object.create(engine) as typeof engine, { preview });
};

/** Faults in what keeps jobs apart. */
export const faultsOfLeases: readonly Fault[] = [
  {
    name: "the state is not compared with the one that was planned on",
    noticedBy: [oneActs.name, appliedAsShown.name],
    crowded: true,
    // With a queue it takes more histories than are told, as below.
    queues: "never",
    engine: onTheCli,
  },
  {
    name: "leases are not taken",
    noticedBy: [oneActs.name, appliedAsShown.name],
    crowded: true,
    engine: onTheCli,
    runLeases: () => ({ during: async (_, __, work) => ({ result: await work([]) }) }),
  },
  {
    name: "a lease is taken after its expiry without a new fence",
    noticedBy: [oneActs.name, appliedAsShown.name],
    crowded: true,
    engine: onTheCli,
    leases: (leases, world) => ({
      ...leases,
      acquire: async (environments, acquisition) => {
        const before = new Map(environments.map((name) => [name, standing(name, world)?.fence]));
        const taken = await leases.acquire(environments, acquisition);
        return taken.map((each) => {
          const fence = before.get(each.lease.environment);
          return each.cutOff && fence !== undefined ? rewritten(each, { fence }, world) : each;
        });
      },
    }),
  },
  {
    name: "renewal does not look at the fence",
    noticedBy: [holdersKeepLeases.name, oneActs.name, appliedAsShown.name],
    crowded: true,
    engine: onTheCli,
    // With a queue it takes more histories than are told: of its jobs few wait for each other.
    queues: "never",
    leases: (leases, world) => ({
      ...leases,
      renew: async (held) =>
        held.map((each) => rewritten({ ...each, writtenAt: world.now }, { renewal: each.lease.renewal + 1 }, world)),
    }),
  },
];

function standing(environment: string, { leases }: World) {
  const found = readLease(environment, leases.documents.get(environment) ?? "");
  return found.kind === "lease" ? found.lease : undefined;
}

/** Puts a lease in the place of the document that stands there. */
function rewritten(held: WrittenLease, change: Partial<WrittenLease["lease"]>, { leases }: World): WrittenLease {
  const lease = { ...held.lease, ...change };
  leases.documents.set(lease.environment, leaseText(lease));
  return { ...held, lease };
}
