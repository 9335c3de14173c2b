/**
 * Providers as the engine sees them: typed calls over Pulumi's `ResourceProvider` service, one instance per provider resource.
 *
 * In:   a {@link ProviderSource}, provider resources.
 * Out:  {@link ResourceProvider}, {@link ProviderRegistry}, and the failures of calls as errors of their own.
 * Must not know: goals, steps, the state's order.
 *
 * `properties/` compares what providers are sent and answer. `plugins/` starts provider executables; it is entered by its own
 * index, because a provider source is chosen before an operation starts, and this index brings protobufs.
 */
export {
  type CheckAnswer,
  type CheckFailure,
  type DiffAnswer,
  noDiff,
  type ReadAnswer,
  replaceBecauseOf,
} from "./answers.ts";
export { BuiltinProvider, type ReadStackOutputs } from "./builtin-provider.ts";
export { ProviderCallFailed, ResourceInitFailed } from "./failures.ts";
export {
  keepingSecretsOf,
  type ProviderFeatures,
  sameValue,
  structuralDiff,
  withIgnoredChanges,
} from "./properties/index.ts";
export { internalKey, ProviderRegistry } from "./provider-registry.ts";
export type { ResourceProvider } from "./resource-provider.ts";
