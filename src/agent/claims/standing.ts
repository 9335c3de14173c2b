import { entryOf, type InventoryItem, objectText } from "../inventory/index.ts";
import type { Claimant } from "./claimant.ts";
import type { Contents } from "./contents.ts";

/** Whether an object that its Kustomization dropped may be deleted. */
export type Standing =
  | { readonly is: "deletable" }
  /** Another Kustomization declares this very object. */
  | { readonly is: "declared"; readonly by: string }
  /** Something that would go with it is declared. */
  | { readonly is: "needed"; readonly why: string }
  /** It cannot be told. `passing` when it is going to be known without any change. */
  | { readonly is: "unknown"; readonly why: string; readonly passing: boolean };

/**
 * An object is deletable exactly when neither it nor anything that goes with it is in an inventory or a declaration of the cluster, and
 * none that could not be read may hold it.
 *
 * @param owner the Kustomization whose labels the object carries.
 */
export function standingOf(
  item: InventoryItem,
  at: { readonly contents: Contents; readonly owner: string | undefined },
  claimants: readonly Claimant[],
): Standing {
  const declaring = claimants.find(({ items }) => items.some((other) => isSame(item, other)));
  if (declaring !== undefined) return { is: "declared", by: declaring.key };
  for (const { key, items } of claimants) {
    const inside = items.find(at.contents.has);
    if (inside !== undefined)
      return { is: "needed", why: `${key} declares ${objectText(entryOf(inside))}, which would go with it` };
  }
  const hiding = claimants.filter(({ unread: hides }) => hides?.mayHide(at.contents.marks));
  const unread = hiding.find((claimant) => claimant.unread?.passing === false) ?? hiding[0];
  if (unread?.unread !== undefined)
    return { is: "unknown", why: `${unread.unread.why}, and it may declare it`, passing: unread.unread.passing };
  const labelled = claimants.find(({ key, settled }) => key === at.owner && !settled);
  if (labelled !== undefined)
    return { is: "unknown", why: `it carries the labels of ${labelled.key}, which has not finished`, passing: true };
  return { is: "deletable" };
}

/** An id without a namespace is also what is noted of an object whose kind was not known to be namespaced. */
const isSame = (a: InventoryItem, b: InventoryItem): boolean =>
  a.name === b.name &&
  a.kind === b.kind &&
  a.group === b.group &&
  (a.namespace === b.namespace || a.namespace === "" || b.namespace === "");
