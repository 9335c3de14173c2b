import { appliedAsShown } from "../invariants/applied-as-shown.ts";
import { successesStand } from "../invariants/success-has-results.ts";
import { mergesAreContained } from "../invariants/verdicts.ts";
import { mayReview, people } from "../world/people.ts";
import type { Fault } from "./fault.ts";
import { withRequests } from "./of-reviews.ts";

/** Faults in which merges a job of the branch brings up. */
export const faultsOfQueues: readonly Fault[] = [
  {
    name: "a run binds to a merge that was refused",
    noticedBy: [appliedAsShown.name],
    queues: "only",
    forge: (forge, world) =>
      withRequests(forge, {
        reviewsOf: async (number) => {
          const found = (await forge.changeRequests?.reviewsOf(number)) ?? [];
          const request = world.forge.requests.find((each) => each.number === number);
          const reviewer = people.find((each) => mayReview(each) && !request?.contributors.has(each.id));
          if (!reviewer || request?.state !== "merged") return found;
          return [{ reviewer, verdict: "approved", commit: request.head, at: world.instant(), isOfficial: true }];
        },
      }),
  },
  {
    name: "a merge that waits is taken for one that was brought up",
    noticedBy: [mergesAreContained.name, successesStand.name],
    queues: "only",
    history: (history, world) => ({
      ...history,
      lastRuns: async () => {
        const last = await history.lastRuns();
        const runs = [...last.runs].map(([name, run]) => [name, { ...run, commit: world.main }] as const);
        return { ...last, runs: new Map(runs) };
      },
    }),
  },
];
