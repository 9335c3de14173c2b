import type { KubernetesObject, ObjectAddress, Resource } from "./object.ts";

export interface Selection {
  /** Every namespace when left out. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only `metadata` is needed: a server that can leaves out the rest. */
  readonly metadataOnly?: boolean;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  /** From where a watch goes on without a gap. */
  readonly resourceVersion: string;
}

export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubernetesObject }
  /** Nothing happened up to here. */
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string };

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface CreateOptions {
  /** Checked and answered as if it had been done; nothing is stored. */
  readonly dryRun?: boolean;
}

export interface ApplyOptions extends CreateOptions, RequestOptions {
  /** In whose name the fields are set. Default: the client's own. */
  readonly fieldManager?: string;
  /** Takes over fields that others own; otherwise they are a conflict (409). Default: true. */
  readonly force?: boolean;
  /** What the server does with fields that the kind has not. Default: the server's. */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict";
}

export interface AppliedObject {
  /** As it is stored now. */
  readonly object: KubernetesObject;
  /** It was not there before. */
  readonly created: boolean;
}

export interface DeleteOptions extends RequestOptions {
  /** Deletes only this very object, not one created since under its name. */
  readonly uid?: string;
  /** Deletes only this version of it: a write in between is a conflict (409). */
  readonly resourceVersion?: string;
  /** `Background` when left out. */
  readonly propagation?: "Background" | "Foreground" | "Orphan";
}

/**
 * The generic verbs of one cluster's API, for any kind.
 *
 * Writes are made as the client's own field manager. Every verb may throw {@link ApiUnavailable}, after short retries where
 * repeating is harmless, and {@link ApiRejected} with the server's own words.
 */
export interface KubernetesApi {
  /** How a kind is served, remembered once found. @throws {UnknownKind} */
  resourceOf(apiVersion: string, kind: string): Promise<Resource>;
  /** Forgets what was found, after CustomResourceDefinitions changed. */
  forgetResources(): void;

  /** `undefined` when it does not exist. */
  get(at: ObjectAddress, options?: RequestOptions): Promise<KubernetesObject | undefined>;
  /** All pages. */
  list(resource: Resource, selection: Selection, options?: RequestOptions): Promise<ObjectList>;
  /** Ends when the server ends it. A version that is too old is an {@link ApiRejected} with status 410. */
  watch(
    resource: Resource,
    selection: Selection & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent>;

  /** Server-side apply. `body` is the object, or its JSON. */
  apply(at: ObjectAddress, body: string | object, options?: ApplyOptions): Promise<AppliedObject>;
  create(resource: Resource, object: object, options?: CreateOptions): Promise<KubernetesObject>;
  /** Replaces the object; a `resourceVersion` in it that is no longer current is a conflict (409). */
  replace(at: ObjectAddress, object: object, options?: CreateOptions): Promise<KubernetesObject>;
  /** Merge patch of the object, or of its status. */
  mergePatch(
    at: ObjectAddress,
    patch: object,
    options?: RequestOptions & { readonly subresource?: "status" },
  ): Promise<KubernetesObject>;
  /** `false` when there was nothing to delete. */
  delete(at: ObjectAddress, options?: DeleteOptions): Promise<boolean>;
}
