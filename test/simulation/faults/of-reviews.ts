import type { ChangeRequests, Forge, Review } from "../../../src/forge/index.ts";
import { appliedAsShown } from "../invariants/applied-as-shown.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

const noticedBy = [appliedAsShown.name];

/** Faults in what a merge is held to. */
export const faultsOfReviews: readonly Fault[] = [
  {
    name: "an approval counts for a later commit than the one that was looked at",
    noticedBy,
    forge: (forge, world) =>
      withRequests(forge, {
        reviewsOf: async (number) => {
          const found = await forge.changeRequests?.reviewsOf(number);
          const commit = headOf(number, world);
          return (found ?? []).map((review): Review => ({ ...review, commit }));
        },
      }),
  },
  {
    name: "people approve their own changes",
    noticedBy,
    forge: (forge) => withRequests(forge, { contributorsOf: async () => [] }),
  },
  {
    name: "an approval that was taken back still counts",
    noticedBy,
    forge: (forge, world) =>
      withRequests(forge, {
        reviewsOf: async (number) => world.forge.requests.find((each) => each.number === number)?.reviews ?? [],
      }),
  },
  {
    name: "what would happen now is not compared with what was shown",
    noticedBy,
    engine: (engine) => {
      const preview: typeof engine.preview = async (work, options) => {
        const plan = await engine.preview(work, options);
        // Only the preview of a change request says that programs may share a process.
        return work.mayShareProcess ? plan : { ...plan, steps: [], summary: {} };
      };
      return Object.assign(Object.create(engine) as typeof engine, { preview });
    },
  },
  {
    name: "a plan counts that was shown after the approval",
    noticedBy,
    forge: (forge) =>
      withRequests(forge, {
        reviewsOf: async (number) =>
          ((await forge.changeRequests?.reviewsOf(number)) ?? []).map((each) => ({
            ...each,
            at: "2030-01-01T00:00:00Z",
          })),
      }),
  },
];

function headOf(number: number, { forge }: World): string {
  return forge.requests.find((each) => each.number === number)?.head ?? "";
}

/** The forge with other answers about change requests. */
export function withRequests(forge: Forge, some: Partial<ChangeRequests>): Forge {
  return { ...forge, ...(forge.changeRequests && { changeRequests: { ...forge.changeRequests, ...some } }) };
}
