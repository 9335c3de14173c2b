/**
 * The console of the local cloud: what a person would do in a cloud's web console, over HTTP.
 *
 * In:   requests on loopback with the home's bearer token.
 * Out:  {@link Console} over the store and the simulated cloud, {@link consoleServer}.
 * Must not know: processes and their files, Pulumi's protocol.
 */
export { Console } from "./console.ts";
export { consoleServer } from "./console-server.ts";
export { PackageNotSimulated, PortTaken } from "./errors.ts";
