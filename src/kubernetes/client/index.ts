/**
 * A cluster's API: requests by path, and the generic verbs for any kind on top of them.
 *
 * In:   a {@link Connection}: where the API server is, and as whom to speak to it.
 * Out:  {@link RestClient}, {@link KubernetesApi} with its adapter {@link RestApi}, and their errors.
 * Must not know: kubeconfigs, Flux, Pulumi, Git, what is applied or why.
 */

export { type ClientCertificate, type Connection, type Credentials, tokenConnection } from "./connection.ts";
export { ApiRejected, ApiUnavailable, isRejected, UnknownKind } from "./errors.ts";
export type { AppliedObject, KubernetesApi, Selection, WatchEvent } from "./kubernetes-api.ts";
export {
  apiVersionOf,
  type FieldSet,
  groupVersion,
  type KubernetesObject,
  type ManagedFields,
  type ObjectAddress,
  type Resource,
} from "./object.ts";
export { addressText, collectionPath, objectPath } from "./paths.ts";
export { RestApi } from "./rest-api.ts";
export { RestClient, type RestRequest } from "./rest-client.ts";
export { WantedObjects } from "./wanted-objects.ts";
