import type { KubernetesObject } from "../client/index.ts";
import { comparable } from "./comparable.ts";
import { type FieldChange, fieldChanges } from "./field-changes.ts";
import { ownedFields } from "./managers.ts";

/**
 * What applying an object would change, by what the server answers to a dry run of it.
 *
 * @param live as the cluster has it
 * @param applied as it would be
 */
export function exactChanges(live: KubernetesObject, applied: KubernetesObject): readonly FieldChange[] {
  return fieldChanges(comparable(live), comparable(applied), ownedFields(live, applied));
}
