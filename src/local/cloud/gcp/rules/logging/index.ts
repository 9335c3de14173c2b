/**
 * Cloud Logging: sinks of a project.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: entries. Nothing is logged here, so nothing goes anywhere.
 */
export { projectSink } from "./sinks.ts";
