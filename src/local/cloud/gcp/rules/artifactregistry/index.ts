/**
 * Artifact Registry: repositories.
 *
 * In:   drafts of them.
 * Out:  their rules.
 * Must not know: artifacts. Nothing is pushed or pulled.
 */
export { repository } from "./repositories.ts";
