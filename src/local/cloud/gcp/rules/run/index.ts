/**
 * Cloud Run: services and jobs.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: containers. Nothing is started, and no address answers.
 */
export { runJob, runService } from "./services.ts";
