/**
 * The embedded engine: Pulumi's deployment engine in TypeScript, at Pulumi's own gRPC boundary.
 *
 * In:   a {@link StateStore}, a {@link ConfigSource}, a `ProviderSource`, a {@link ProgramRunner}.
 * Out:  the `Engine` port: `embeddedEngine({ store, config, providers, programs: processRunner({ environment: process.env }) })`.
 * Must not know: forges, environments, which providers there are.
 *
 * On the way of an operation: `operation` has `program` run, and its monitor decodes what the program wants -> `deployment`
 * decides on steps, carries them out with `providers`, and reports them as events -> `stack` keeps the new state. `grpc`
 * connects the engine with programs and providers.
 */
export { embeddedEngine } from "./embedded-engine.ts";
export { UnsupportedFeature } from "./errors.ts";
export { configForOutside } from "./outside/index.ts";
export {
  type Confinement,
  type ProgramEnd,
  type ProgramRunner,
  processRunner,
  type RunningProgram,
  type WarmRunner,
  type WarmRunnerOptions,
  warmRunner,
} from "./program/index.ts";
