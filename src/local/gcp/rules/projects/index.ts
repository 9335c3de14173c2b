/**
 * What a project itself has: the services that are enabled in it.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: what a service does. Using one that is not enabled is not refused.
 */
export { projectService } from "./services.ts";
