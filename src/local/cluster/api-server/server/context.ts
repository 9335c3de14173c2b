import type { Access, Tokens } from "../auth/index.ts";
import type { PodLogRequest } from "../cluster-host.ts";
import type { ClusterState } from "../rest/index.ts";

/** Everything that answering one cluster's requests needs. */
export interface ClusterContext extends ClusterState {
  readonly tokens: Tokens;
  readonly access: Access;
  /** Version to report, such as `v1.34.1`. */
  readonly version: string;
  /** `127.0.0.1:<port>` */
  address(): string;
  podLogs(at: PodLogRequest): Promise<string | undefined>;
}
