import type { Operation } from "../world/simulated-engine.ts";
import type { Invariant } from "./invariant.ts";

/** What a run does is what it planned on: no other job changes an environment between the plan of a run and its last operation. */
export const oneActs: Invariant = {
  name: "one job at a time changes an environment",
  when: "always",
  problem: ({ cloud: { operations } }) => {
    for (const each of operations) {
      if (lookedAt.has(each)) continue;
      lookedAt.add(each);
      const between = operations.find((other) => isBetween(other, each));
      if (between)
        return `${each.job.name} did "${each.text}" in ${each.environment} on a plan from before "${between.text}" of ${between.job.name}`;
    }
    return undefined;
  },
};

const lookedAt = new WeakSet<Operation>();

function isBetween(other: Operation, { environment, job, plannedAt, at }: Operation): boolean {
  return other.environment === environment && other.job !== job && other.at > plannedAt && other.at < at;
}

/** A job that renews its lease keeps it. */
export const holdersKeepLeases: Invariant = {
  name: "a lease is taken from no job that renews it",
  when: "always",
  problem: ({ takenTooEarly: [first] }) =>
    first && `${first.by.name} took the lease of ${first.environment}, which ${first.from.job.name} held`,
};
