/**
 * A Kubernetes API server as JSON over HTTPS: requests, watches, and its refusals as errors.
 *
 * In:   a server's address, its CA, a token or a client certificate.
 * Out:  {@link clusterClient}; {@link ApiRefusal} and {@link ClusterUnreachable} for what goes wrong; ways into a JSON object.
 * Must not know: kubeconfigs, Pulumi, what the objects mean.
 */
export {
  type ClusterClient,
  type ClusterConnection,
  clusterClient,
} from "./cluster-client.ts";
export { ApiRefusal, ClusterUnreachable } from "./errors.ts";
