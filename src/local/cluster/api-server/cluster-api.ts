import type { KubernetesObject, WatchEvent } from "../../../kubernetes/client/index.ts";

export type { KubernetesObject } from "../../../kubernetes/client/index.ts";

/** Group, version and plural resource name; the core group is `""`. */
export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** An event of a watch that is about an object. */
export type ObjectChange = Extract<WatchEvent, { readonly object: KubernetesObject }>;

/**
 * One cluster's API from inside its process, past authentication: what the simulated controllers and the kubelet use.
 *
 * Every write goes through the same admission, defaulting and versioning as a request over HTTP, and is seen by its watchers.
 */
export interface ClusterApi {
  get(resource: ResourceId, name: string, namespace?: string): KubernetesObject | undefined;
  list(resource: ResourceId, namespace?: string): readonly KubernetesObject[];
  create(object: KubernetesObject): Promise<KubernetesObject>;
  /** Replaces `status` alone, as the status subresource does. Retries conflicts by applying `change` to the newest object. */
  updateStatus(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: (status: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void>;
  /** Applies `change` to the newest object until no conflict is left. */
  update(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: (object: KubernetesObject) => KubernetesObject,
  ): Promise<void>;
  delete(resource: ResourceId, name: string, namespace?: string): Promise<void>;
  /** Calls `listener` for every object that exists now (as ADDED) and for every later change, in order. Returns how to stop. */
  watch(resource: ResourceId, listener: (change: ObjectChange) => void): () => void;
}
