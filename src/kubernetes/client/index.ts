/**
 * A cluster's API, for any kind.
 *
 * In:   a service account folder or a kubeconfig.
 * Out:  {@link KubernetesApi}, its REST adapter, and its errors.
 * Must not know: Flux, Git, what is applied or why.
 */
export type { Connection } from "./connection.ts";
export { ApiRejected, ApiUnavailable, isRejected, UnknownKind } from "./errors.ts";
export { kubeconfigConnection } from "./kubeconfig.ts";
export type { AppliedObject, KubernetesApi, Selection } from "./kubernetes-api.ts";
export {
  apiVersionOf,
  type FieldSet,
  groupVersion,
  type KubernetesObject,
  type ObjectAddress,
  type Resource,
} from "./object.ts";
export { addressText } from "./paths.ts";
export { RestApi } from "./rest-api.ts";
export { serviceAccountConnection } from "./service-account.ts";
export { Transport } from "./transport.ts";
