/**
 * The seam between a simulated cloud and Pulumi's provider protocol.
 *
 * In:   a {@link LocalProvider}: check, diff, create, read, update, delete and invoke in plain JSON.
 * Out:  {@link serveProvider}: the same over the `pulumirpc.ResourceProvider` gRPC service on a loopback port.
 * Must not know: any resource type, any cloud, where resources are stored.
 */
export {
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  type CreatedResource,
  type DetailedDiffKind,
  type DiffResult,
  type ExistingSubject,
  type LocalProvider,
  type PropertyMap,
  type ReadResource,
  type Subject,
} from "./local-provider.ts";
export { madeUpHex } from "./made-up.ts";
export { serveProvider } from "./serve-provider.ts";
export { containsUnknown, isUnknown, knownPart, UNKNOWN } from "./unknowns.ts";
