/**
 * Memorystore for Redis: instances.
 *
 * In:   drafts of them.
 * Out:  their rules.
 * Must not know: what is in a cache. No address answers.
 */
export { redisInstance } from "./instances.ts";
