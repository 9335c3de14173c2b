/**
 * Cloud Scheduler: what starts something again and again.
 *
 * In:   drafts of its jobs.
 * Out:  their rules.
 * Must not know: time. Nothing is ever started.
 */
export { schedulerJob } from "./jobs.ts";
