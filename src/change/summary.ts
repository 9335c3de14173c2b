import type { PlannedStep, StepOp } from "./plan.ts";

/**
 * Resources by what would happen, or did happen, to them.
 *
 * A replacement counts as `replace`, and as `delete` besides: what stood there is gone afterwards, with all that was in it.
 */
export interface ChangeCounts {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  /** Those that are replaced among them, unless the one before is only forgotten. */
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
  const urns: Record<keyof ChangeCounts, Set<string>> = {
    create: new Set(),
    update: new Set(),
    replace: new Set(),
    delete: new Set(),
    same: new Set(),
  };
  const kept = new Set(steps.flatMap(({ op, urn }) => (op === "discard-replaced" ? [urn] : [])));
  for (const { op, urn } of steps) {
    const counted = countedAs[op];
    if (counted) urns[counted].add(urn);
    if (counted === "replace" && !kept.has(urn)) urns.delete.add(urn);
  }
  const { create, update, replace, delete: deleted, same } = urns;
  return {
    create: create.size,
    update: update.size,
    replace: replace.size,
    delete: deleted.size,
    same: same.size,
  };
}

/** `2 to create, 0 to update, 1 to replace, 3 to delete (1 by replacement)`: what is about to happen, in full. */
export function plannedText({ create, update, replace, delete: deletes }: ChangeCounts): string {
  const byReplacement = Math.min(replace, deletes);
  const note = byReplacement > 0 ? ` (${byReplacement} by replacement)` : "";
  return `${create} to create, ${update} to update, ${replace} to replace, ${deletes} to delete${note}`;
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
