/**
 * A kube-apiserver on etcd, on loopback, for suites that compare with the real API, and the two of Kubernetes' controllers without which
 * deletions do not end.
 *
 * In:   the parts `etcd`, `kubeApiServer` and `kubeControllerManager` of the run.
 * Out:  {@link describeWithApiServer}, {@link describeWithControllers}, {@link RealApiServer}, {@link startControllers}.
 * Must not know: the embedded API server.
 */
export { type RealApiServer, startApiServer } from "./api-server.ts";
export { type Controllers, startControllers } from "./controllers.ts";
export { describeWithApiServer, describeWithControllers } from "./describe-with-api-server.ts";
