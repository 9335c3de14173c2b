import { typeOfUrn } from "../../pulumi/index.ts";
import type { PlannedStep, StepOp } from "../plan.ts";
import { type Opening, openings } from "./exposure-rules.ts";

export interface Exposure extends Opening {
  readonly urn: string;
}

const applied: ReadonlySet<StepOp> = new Set([
  "create",
  "update",
  "replace",
  "create-replacement",
  "import",
  "import-replacement",
  "delete",
]);

/**
 * What a plan opens, widens or makes public, and what was not so before.
 *
 * It knows the kinds of resources that `exposure-rules.ts` names. That it finds nothing proves nothing of other kinds.
 */
export function exposuresOf(steps: readonly PlannedStep[]): readonly Exposure[] {
  const found = new Map<string, Exposure>();
  for (const { op, urn, oldInputs, newInputs } of steps) {
    if (!applied.has(op)) continue;
    const change = {
      type: typeOfUrn(urn).split(":").at(-1) ?? "",
      before: op === "create" ? undefined : oldInputs,
      after: op === "delete" ? undefined : newInputs,
    };
    for (const opening of openings(change)) found.set(`${urn} ${opening.kind} ${opening.what}`, { urn, ...opening });
  }
  return [...found.values()];
}
