/**
 * Who owns which field of an object, and what applying changes: server-side apply, decided.
 *
 * In:   a type, live and wanted objects, the owners so far.
 * Out:  {@link applied}, {@link ownershipAfterUpdate}: pure functions; {@link ownersOf}, {@link managedFieldsOf}.
 * Must not know: requests, storage, time (it is given).
 */
export { decodeFields, encodeFields, type FieldPath, FieldSet, pathText } from "./field-set.ts";
export { compareObjects, fieldsOf } from "./fields-of.ts";
export { disownsEverything, managedFieldsOf, ownersOf } from "./managed-fields.ts";
export {
  applied,
  type Manager,
  managerText,
  type Ownership,
  OwnershipConflict,
  ownershipAfterUpdate,
} from "./ownership.ts";
export { UntypedValue } from "./typed.ts";
