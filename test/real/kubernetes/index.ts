/**
 * A kube-apiserver on etcd, on loopback, for suites that compare with the real API.
 *
 * In:   the parts `etcd` and `kubeApiServer` of the run.
 * Out:  {@link describeWithApiServer}, {@link RealApiServer}.
 * Must not know: the embedded API server.
 */
export { type RealApiServer, startApiServer } from "./api-server.ts";
export { describeWithApiServer } from "./describe-with-api-server.ts";
