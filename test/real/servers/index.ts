/**
 * Servers of other projects as child processes, on loopback alone.
 *
 * In:   an executable, and the question that tells when it is ready.
 * Out:  {@link ServerProcess}, {@link freePorts}, the errors of preparations.
 * Must not know: which server it is.
 */
export { PreparationRefused, ServerCommandFailed } from "./errors.ts";
export { freePorts } from "./loopback-port.ts";
export { ServerProcess, type ServerSettings } from "./server-process.ts";
