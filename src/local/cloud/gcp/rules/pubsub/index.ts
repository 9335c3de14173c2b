/**
 * Pub/Sub: topics, subscriptions and schemas.
 *
 * In:   drafts of these types.
 * Out:  their rules.
 * Must not know: messages. Nothing is published or delivered.
 */
export { messageSchema, subscription, topic } from "./topics.ts";
