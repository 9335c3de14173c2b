/**
 * The ports for Bitbucket Cloud, over version 2.0 of its API.
 *
 * In:   checked settings.
 * Out:  {@link cloudPorts}.
 * Must not know: Data Center.
 */
export { cloudPorts } from "./cloud-ports.ts";
