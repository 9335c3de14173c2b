/**
 * Providers that are executables of this machine, started as the Pulumi CLI starts them.
 *
 * In:   folders to look in, the program's folder and environment.
 * Out:  {@link pluginSource}, a `ProviderSource`.
 * Must not know: which packages exist, the messages of the provider protocol.
 */
export { pluginSource } from "./plugin-source.ts";
