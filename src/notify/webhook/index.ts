/**
 * The notifier as CloudEvents that are sent to any HTTP server, signed.
 *
 * In:   an address, a secret; notices.
 * Out:  {@link webhookNotifier}.
 * Must not know: which notices there are, and when.
 */
export { type WebhookSettings, webhookNotifier } from "./webhook-notifier.ts";
