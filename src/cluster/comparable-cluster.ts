import type { KubernetesObject, ObjectAddress, Resource } from "../kubernetes/client/index.ts";

/**
 * A cluster as far as it is compared with Git: it is read, and asked what a write would do. Nothing in it is changed.
 *
 * Every method may throw {@link ApiUnavailable}, and {@link ApiRejected} with the server's own words.
 */
export interface ComparableCluster {
  /** Host and port of its API server. */
  readonly server: string;
  /** Where objects are that name no namespace. */
  readonly namespace: string;
  /** How a kind is served. @throws {UnknownKind} */
  resourceOf(apiVersion: string, kind: string): Promise<Resource>;
  /** `undefined` when it does not exist. */
  get(at: ObjectAddress): Promise<KubernetesObject | undefined>;
  /** All objects of a namespace, or of the cluster. */
  list(resource: Resource, namespace: string | undefined): Promise<readonly KubernetesObject[]>;
  /** What a forced server-side apply in the name of `fieldManager` would make of the object. @param body JSON */
  applied(at: ObjectAddress, body: string, fieldManager: string): Promise<KubernetesObject>;
  /** What the object would be when it was replaced by this one, by the server's rules and defaults. */
  replaced(at: ObjectAddress, object: object): Promise<KubernetesObject>;
  /** The OpenAPI v3 document of a group and version; `undefined` where the server publishes none. */
  schemasOf(apiVersion: string): Promise<object | undefined>;
}

/** Opens the cluster of a kubeconfig. */
export interface ComparableClusters {
  /**
   * @param kubeconfig its content, a file, or a list of files as `KUBECONFIG` is; the ambient one when left out
   * @throws {KubeconfigUnusable}
   */
  open(at: { readonly kubeconfig?: string; readonly context?: string }): Promise<ComparableCluster>;
}
