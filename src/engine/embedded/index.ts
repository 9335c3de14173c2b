/**
 * The embedded engine: Pulumi's deployment engine in TypeScript, at Pulumi's own gRPC boundary.
 *
 * In:   a {@link StateStore}, a {@link ConfigSource}, a `ProviderSource`, a {@link ProgramRunner}.
 * Out:  the `Engine` port: `embeddedEngine({ store, config, providers, programs: processRunner({ environment: process.env }) })`.
 * Must not know: forges, environments, which providers there are.
 *
 * On the way of an operation: `operation` -> `program` runs, `monitor` decodes what it wants -> `deployment` decides and
 * carries out steps with `provider` -> `state` keeps the result, `events` tell it.
 */
export { embeddedEngine, type RunOrigin } from "./embedded-engine.ts";
export {
  type ProgramEnd,
  type ProgramRunner,
  processRunner,
  type RunningProgram,
  type WarmRunner,
  warmRunner,
} from "./program/index.ts";
export { UnsupportedFeature } from "./unsupported-feature.ts";
