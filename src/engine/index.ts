/**
 * The engine port: one meaning of preview, up, refresh and destroy, whichever engine carries them out.
 *
 * In:   a stack, a program, options; the providers that a {@link ProviderSource} offers.
 * Out:  Pulumi's engine events while it runs, a {@link Plan} or an {@link Outcome} at its end.
 * Must not know: forges, Git, environments, what a resource type means.
 * Adapters: `embedded/` (TypeScript, in this package) and `automation/` (the Pulumi CLI).
 */
export type {
  Engine,
  EngineEvent,
  OperationOptions,
  PreviewedOutputs,
  Program,
  SavedState,
  StackConfig,
  StackName,
  StackOutput,
  StackOutputs,
  UntypedDeployment,
  Work,
} from "./engine.ts";
export { NoSuchStack } from "./errors.ts";
export { needsIn } from "./needs-in.ts";
export { pendingCreationsIn, pendingOperationsIn } from "./pending-creations.ts";
export type {
  Creation,
  PluginProtocol,
  ProviderHost,
  ProviderLine,
  ProviderRequest,
  ProviderSource,
  RunningProvider,
} from "./provider-source.ts";
