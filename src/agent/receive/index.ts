/**
 * Webhooks of forges: a push is fetched at once, instead of at the next interval.
 *
 * In:   `Receiver` objects of Flux's API, requests of forges.
 * Out:  {@link Receivers}: status, and the annotation that asks an object's controller to look now; {@link serveWebhooks}.
 * Must not know: Git, what becomes of a request.
 *
 * It is loaded where webhooks are served, and not before.
 */
export { Receivers } from "./receivers.ts";
export { serveWebhooks } from "./webhook-server.ts";
