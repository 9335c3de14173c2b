import { stackType } from "../../../../pulumi/index.ts";

/**
 * Values of properties as plain JSON.
 *
 * Secrets, assets, archives and resource references are the maps with signatures of `src/pulumi`, secrets in clear.
 * Unknown values never get into a snapshot.
 */
export type Properties = Readonly<Record<string, unknown>>;

/** Limits for the provider's operations in seconds; 0 or absent is the provider's default. */
export interface CustomTimeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
}

/** One resource of a checkpoint, with the names of Pulumi's `ResourceV3`. Immutable: a change is a new object. */
export interface ResourceState {
  readonly urn: string;
  /** True for a resource that a provider manages, false for a component. */
  readonly custom: boolean;
  /** True when the resource waits for its deletion, for example as the old half of a replacement. */
  readonly delete?: boolean;
  readonly id?: string;
  readonly type: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly parent?: string;
  readonly protect?: boolean;
  /** True when the next update has to replace the resource. */
  readonly taint?: boolean;
  /** True for a resource that was read and is not managed. */
  readonly external?: boolean;
  readonly dependencies?: readonly string[];
  readonly initErrors?: readonly string[];
  /** `<urn of the provider resource>::<its id>` */
  readonly provider?: string;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** True for a resource that was deleted before its replacement, which does not exist yet. */
  readonly pendingReplacement?: boolean;
  readonly additionalSecretOutputs?: readonly string[];
  /** The URN of the old state under which a running deployment found the resource. Never in a file. */
  readonly aliases?: readonly string[];
  /**
   * URNs that the resource had before its parent moved, while it was not registered itself. The program may know no other
   * one, so they are kept until it is registered. In a file they are its `aliases`.
   */
  readonly formerUrns?: readonly string[];
  readonly customTimeouts?: CustomTimeouts;
  readonly importID?: string;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[];
  /** RFC 3339. */
  readonly created?: string;
  /** RFC 3339. */
  readonly modified?: string;
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
  readonly ignoreChanges?: readonly string[];
  readonly hideDiff?: readonly unknown[];
  readonly replaceOnChanges?: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly refreshBeforeUpdate?: boolean;
  readonly viewOf?: string;
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>;
  readonly extensionRef?: string;
  readonly snippetID?: string;
  /** Fields of the state file that this version does not know; they are written back as they were read. */
  readonly unknownFields?: Properties;
}

export type PendingOperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** An operation that was started and whose end was not recorded, so that its result is unknown after a crash. */
export interface PendingOperation {
  readonly resource: ResourceState;
  readonly type: PendingOperationType;
}

export interface PluginRecord {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly version: string;
}

/** Who wrote a checkpoint. Its time, magic number and version are filled in when it is saved. */
export interface Manifest {
  /** When the checkpoint that it was read from was saved, in RFC 3339. */
  readonly time?: string;
  readonly plugins?: readonly PluginRecord[];
}

/** Everything that a stack consists of, secrets in clear. Resources stand after what they depend on. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly resources: readonly ResourceState[];
  readonly pendingOperations: readonly PendingOperation[];
  /** Fields of the deployment that this version does not know; they are written back as they were read. */
  readonly unknownFields?: Properties;
}

export const emptySnapshot: Snapshot = { manifest: {}, resources: [], pendingOperations: [] };

/** The operations of `snapshot` that were creating something and whose end is not recorded. */
export function creationsIn({ pendingOperations }: Pick<Snapshot, "pendingOperations">): readonly PendingOperation[] {
  return pendingOperations.filter(({ type }) => type === "creating");
}

/** What the stack gives away, secrets in clear. Empty before its first update. */
export function stackOutputsOf({ resources }: Pick<Snapshot, "resources">): Properties {
  return resources.find(({ type, delete: deleted }) => type === stackType && !deleted)?.outputs ?? {};
}
