/**
 * Projects, and the services that are enabled in them.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: what a service does. Using one that is not enabled is not refused.
 */

export { serviceIdentity } from "./service-identity.ts";
export { project, projectService } from "./services.ts";
