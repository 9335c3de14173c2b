/**
 * The ports for Bitbucket Data Center, over version `latest` of its API.
 *
 * In:   checked settings.
 * Out:  {@link dataCenterPorts}.
 * Must not know: Cloud.
 */
export { dataCenterPorts } from "./data-center-ports.ts";
