import type { PropertyChange, PropertyChangeKind } from "../../../../change/index.ts";
import { setMember } from "../../../../lib/index.ts";
import { type DiffAnswer, type ResourceProvider, structuralDiff, withIgnoredChanges } from "../../providers/index.ts";
import type { Properties } from "../../stack/index.ts";

/** The provider's comparison; the engine's own where the provider leaves it to the engine. */
export async function diffResource(
  provider: Pick<ResourceProvider, "diff">,
  existing: { readonly urn: string; readonly id: string },
  olds: { readonly inputs: Properties; readonly outputs: Properties },
  news: Properties,
  ignoreChanges: readonly string[],
): Promise<DiffAnswer> {
  const diff = await provider.diff(existing, olds, news, ignoreChanges);
  if (diff.changes !== "unknown") return diff;
  const wanted = withIgnoredChanges(news, olds.inputs, ignoreChanges).inputs;
  const own = structuralDiff(olds.inputs, wanted);
  if (!own) return { ...diff, changes: "none" };
  return { ...diff, changes: "some", changedKeys: own.changedKeys, detailedDiff: own.detailed };
}

const opposites: Readonly<Record<PropertyChangeKind, PropertyChangeKind>> = {
  add: "delete",
  "add-replace": "delete-replace",
  delete: "add",
  "delete-replace": "add-replace",
  update: "update",
  "update-replace": "update-replace",
};

/** The same difference seen from the other side: what was added was deleted. */
export function inverted(diff: DiffAnswer): DiffAnswer {
  if (!diff.detailedDiff) return diff;
  const detailedDiff: Record<string, PropertyChange> = {};
  for (const [path, change] of Object.entries(diff.detailedDiff))
    setMember(detailedDiff, path, { ...change, kind: opposites[change.kind] });
  return { ...diff, detailedDiff };
}
