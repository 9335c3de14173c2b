import type { FieldSet, KubernetesObject } from "../client/index.ts";
import { difference, leaves } from "./field-set.ts";
import { ownersOf, ownFields } from "./ownership.ts";

/** The fields that we owned and do not own any more, and who changed them. */
export function lostFields(
  ownedBefore: string,
  live: KubernetesObject,
): { readonly fields: readonly string[]; readonly managers: readonly string[] } {
  const before = ownedBefore === "" ? {} : (JSON.parse(ownedBefore) as FieldSet);
  const lost = difference(before, ownFields(live) ?? {});
  return { fields: leaves(lost), managers: ownersOf(live, lost) };
}
