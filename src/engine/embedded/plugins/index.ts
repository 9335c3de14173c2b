/**
 * Providers that are executables of this machine, started as the Pulumi CLI starts them.
 *
 * In:   folders to look in, the program's folder and environment.
 * Out:  {@link pluginSource}, a `ProviderSource`.
 * Must not know: which packages exist, what is said over gRPC.
 */
export type { PluginLog } from "./engine-host.ts";
export { ProviderDidNotStart, ProviderNotFound } from "./errors.ts";
export { type PluginSourceOptions, pluginSource } from "./plugin-source.ts";
