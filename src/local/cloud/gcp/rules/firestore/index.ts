/**
 * Firestore: databases, indexes and fields.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: documents. None is ever stored.
 */
export { documentDatabase, documentField, documentIndex } from "./databases.ts";
