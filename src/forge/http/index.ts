/**
 * Requests to a forge over HTTP, with limits, safe retries and errors that are the forge ports' own.
 *
 * In:   an address, headers, secrets that stand in no error, a policy.
 * Out:  {@link ApiClient} for an API of JSON; {@link jsonFetch} for clients that take a `fetch`; checks of settings.
 * Must not know: any forge.
 */
export { type Api, ApiClient } from "./api-client.ts";
export { boundedFetch, withoutSecrets } from "./bounded-fetch.ts";
export { checkedAddress, checkedToken } from "./checked-settings.ts";
export { type ApiAnswer, type ApiRequest, forgeText, jsonFetch, requestText } from "./exchange.ts";
export { orRefusal } from "./or-refusal.ts";
export { type RequestPolicy, usualPolicy } from "./request-policy.ts";
export { shownAddress } from "./shown-address.ts";
