/**
 * Simulated controllers: each keeps one kind's status and children as a real cluster would.
 *
 * In:   objects of one cluster and what changes in them.
 * Out:  {@link controllers}, one per kind.
 * Must not know: processes, images, HTTP.
 */

export { controllers } from "./controllers.ts";
