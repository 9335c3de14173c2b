/**
 * What the record of previews and runs says, without anything else that could be asked.
 *
 * In:   the names of an environment and of a resource; the history.
 * Out:  {@link readRecord}, {@link explainResource}: values of `change/`.
 * Must not know: where records are kept, engines, Git.
 */
export { type ExplainRequest, explainResource } from "./explain-resource.ts";
export { type RecordRequest, readRecord } from "./read-record.ts";
