import {
  type ChangePreview,
  type Irreversible,
  isPlanned,
  lossesOf,
  madeEmptyBy,
  type PrunedFile,
  plannedLayer,
  problemsIn,
} from "../../change/index.ts";

/** What a plan takes away for good, what holds data first; what is pruned from clusters; and the environments whose plan could not be made. */
export function irreversibleIn({ environments }: ChangePreview): {
  readonly irreversible: readonly Irreversible[];
  readonly pruned: readonly PrunedFile[];
  readonly unknown: readonly string[];
} {
  const found = environments.flatMap((preview): readonly Irreversible[] => {
    const environment = preview.affected.name;
    const steps = plannedLayer(preview, "infrastructure")?.plan?.steps ?? [];
    const lost = lossesOf(steps).lost.map(({ op, step, hasContents }) => ({
      environment,
      resource: step.urn,
      what: op === "delete" ? ("deleted" as const) : ("replaced" as const),
      hasContents,
    }));
    const empty = madeEmptyBy(steps).map(({ urn }) => ({
      environment,
      resource: urn,
      what: "made-empty" as const,
      hasContents: true,
    }));
    return [...lost, ...empty];
  });
  const unknown = environments.filter((preview) => isUnknown(preview)).map(({ affected }) => affected.name);
  return {
    irreversible: found.toSorted((one, other) => Number(other.hasContents) - Number(one.hasContents)),
    pruned: environments.flatMap(prunedIn).toSorted((one, other) => other.how.localeCompare(one.how)),
    unknown,
  };
}

/** A changed file counts as well: its plan does not say which objects it had before. */
function prunedIn({ affected, layers }: ChangePreview["environments"][number]): readonly PrunedFile[] {
  return layers
    .filter(isPlanned)
    .filter(({ layer }) => layer !== "infrastructure")
    .flatMap(({ steps }) => steps)
    .flatMap(({ op, urn: path }) => {
      if (op !== "delete" && op !== "update") return [];
      return [{ environment: affected.name, path, how: op === "delete" ? "removed" : "changed" } as const];
    });
}

/** A plan that is not there in full says nothing of single resources. */
function isUnknown(preview: ChangePreview["environments"][number]): boolean {
  if (problemsIn(preview).length > 0) return true;
  const planned = plannedLayer(preview, "infrastructure");
  return planned?.kind === "planned" && planned.plan === undefined;
}
