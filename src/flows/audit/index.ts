/**
 * Who changed what, when, approved by whom and with what effect.
 *
 * In:   a period and names of environments; the record, and the commits of the branch.
 * Out:  {@link auditRecord}: runs and merges as values of `change/`; {@link readOutcomes}: how the last runs ended.
 * Must not know: where records are kept, engines, forges.
 */
export { auditRecord } from "./audit-record.ts";
export { readOutcomes } from "./read-outcomes.ts";
