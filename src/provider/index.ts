/**
 * Pulumi's provider protocol, for providers that are written in TypeScript and plain JSON.
 *
 * In:   a {@link ResourceProvider}: check, diff, create, read, update, delete and invoke in plain JSON.
 * Out:  {@link unaskedProvider}, which asks no cloud; {@link serveProvider}: any of them over the `pulumirpc.ResourceProvider` gRPC service on a loopback port.
 * Must not know: any resource type, any cloud, where resources are stored.
 */

export { knownPart } from "./known-part.ts";
export { madeUpHex } from "./made-up.ts";
export {
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  type CreatedResource,
  type DetailedDiffKind,
  type DiffResult,
  type ExistingSubject,
  PartlyCreated,
  type PropertyMap,
  type ReadResource,
  type ResourceProvider,
  type Subject,
} from "./resource-provider.ts";
export { serveProvider } from "./serve-provider.ts";
export { unaskedProvider } from "./unasked-provider.ts";
