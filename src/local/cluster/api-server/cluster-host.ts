import type { Clock, Logger } from "../../../lib/index.ts";
import type { ClusterApi } from "./cluster-api.ts";

/** What the simulated GKE asks of the part that runs Kubernetes API servers. */
export interface ClusterHost {
  /** Starts the cluster's API server, or finds the one that runs already under this id, on the port it has always had. */
  ensure(cluster: WantedCluster): Promise<RunningCluster>;
  /** `undefined` for an id that was never created, or was deleted. */
  find(id: string): RunningCluster | undefined;
  list(): readonly RunningCluster[];
  /** Stops the cluster's workloads and API server and removes all that it stored. Repeatable. */
  delete(id: string): Promise<void>;
  /** Stops everything and keeps what is stored: the next start finds it again. */
  stop(): Promise<void>;
}

export interface WantedCluster {
  /** `projects/<project>/locations/<location>/clusters/<name>` */
  readonly id: string;
  /** Kubernetes version to report, for example `v1.34.1`. */
  readonly version: string;
  /** One simulated node each: `ensure` creates these Node objects and deletes the others; their status is the kubelet's. */
  readonly nodes: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly zone: string;
    readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
    /** Kubernetes quantities by resource. What is left out has room for most things. */
    readonly capacity?: Readonly<Record<string, string>>;
    readonly allocatable?: Readonly<Record<string, string>>;
  }[];
}

export interface RunningCluster {
  readonly id: string;
  /** `127.0.0.1:<port>`, HTTPS. Stays the same over restarts. */
  readonly endpoint: string;
  /** PEM of the CA that signed the API server's certificate. */
  readonly caCertificate: string;
  /** Bearer token of a cluster admin. */
  readonly adminToken: string;
}

export interface ClusterHostOptions {
  /** Folder of the local cloud. Each cluster's state is under `<home>/clusters/`. */
  readonly home: string;
  /** Attaches what makes a cluster live, such as workload controllers. Called once per start, before `ensure` returns. */
  readonly onClusterStarted?: (cluster: RunningCluster, api: ClusterApi) => Promise<ClusterAttachment>;
  /**
   * Milliseconds for which the resource of a new definition is not served yet, although the definition is established.
   * @default 25
   */
  readonly definitionsServedAfter?: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** What `onClusterStarted` attached. */
export interface ClusterAttachment {
  /** Called before the API server stops. */
  stop(): Promise<void>;
  /** What `kubectl logs` shows; `undefined` when the container has not started. Without it no pod has logs. */
  podLogs?(at: PodLogRequest): Promise<string | undefined>;
}

export interface PodLogRequest {
  readonly namespace: string;
  readonly pod: string;
  /** The pod's only container when the request names none. */
  readonly container: string;
  readonly tailLines?: number;
  readonly previous: boolean;
}
