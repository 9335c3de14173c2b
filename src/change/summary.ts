import type { PlannedStep, StepOp } from "./plan.ts";

/** Resources by what would happen, or did happen, to them. A replacement counts once, as `replace`. */
export interface ChangeCounts {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

export const noChanges: ChangeCounts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };

const countedAs: Readonly<Partial<Record<StepOp, keyof ChangeCounts>>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "import-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
  delete: "delete",
  same: "same",
};

/** Counts resources, not steps: the three steps of one replacement are one. */
export function countChanges(steps: readonly Pick<PlannedStep, "op" | "urn">[]): ChangeCounts {
  const seen = new Set<string>();
  const counts = { ...noChanges };
  for (const { op, urn } of steps) {
    const counted = countedAs[op];
    if (!counted || seen.has(`${counted} ${urn}`)) continue;
    seen.add(`${counted} ${urn}`);
    counts[counted] += 1;
  }
  return counts;
}

export function addCounts(counts: readonly ChangeCounts[]): ChangeCounts {
  return counts.reduce(
    (sum, each) => ({
      create: sum.create + each.create,
      update: sum.update + each.update,
      replace: sum.replace + each.replace,
      delete: sum.delete + each.delete,
      same: sum.same + each.same,
    }),
    noChanges,
  );
}

/** Whether anything outside the state would change. */
export function hasChanges({ create, update, replace, delete: deletes }: ChangeCounts): boolean {
  return create + update + replace + deletes > 0;
}
