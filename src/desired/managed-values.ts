import type { Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** Everything that the environment's managed machine groups consist of. Every list is sorted by key. */
export interface DesiredManaged {
  readonly templates: readonly DesiredInstanceTemplate[];
  readonly healthChecks: readonly DesiredHealthCheck[];
  readonly managers: readonly DesiredManager[];
  readonly autoscalers: readonly DesiredAutoscaler[];
}

/** For `gcp.compute.RegionInstanceTemplate`. */
export type DesiredInstanceTemplate = Values<{
  region: string;
  description: string;
  machineType: string;
  canIpForward: boolean;
  tags: string[];
  labels: Record<string, string>;
  disks: {
    boot: boolean;
    autoDelete: boolean;
    sourceImage: string;
    diskSizeGb: number;
    diskType: string;
  }[];
  scheduling?: {
    provisioningModel: "SPOT";
    preemptible: boolean;
    automaticRestart: boolean;
    instanceTerminationAction: "STOP";
  };
}> & {
  /**
   * What its name begins with. Its end is a hash of all that it says: a template cannot change, so other contents need another name for
   * the manager to go from one to the other.
   */
  readonly prefix: string;
  /** Key of the subnet of its one network interface. */
  readonly subnet: string;
  /** `ephemeral` is one empty `accessConfigs` entry. */
  readonly external: "none" | "ephemeral";
  readonly metadata: Readonly<Record<string, Text>>;
  readonly startupScript?: Text;
  /** Key of the service account, with the scope `cloud-platform`. Absent: the machines have none. */
  readonly serviceAccount?: string;
};

/** For `gcp.compute.HealthCheck`, and for `gcp.compute.RegionHealthCheck` where `args` have a region. */
export type DesiredHealthCheck = Values<{
  name: string;
  description: string;
  region?: string;
  checkIntervalSec: number;
  timeoutSec: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  httpHealthCheck?: { port: number; requestPath: string };
  httpsHealthCheck?: { port: number; requestPath: string };
  http2HealthCheck?: { port: number; requestPath: string };
  tcpHealthCheck?: { port: number };
  sslHealthCheck?: { port: number };
  grpcHealthCheck?: { port: number };
}>;

interface ManagerArgs {
  name: string;
  baseInstanceName: string;
  description: string;
  /** Absent where an autoscaler decides. */
  targetSize?: number;
  namedPorts: { name: string; port: number }[];
  updatePolicy: {
    type: "PROACTIVE" | "OPPORTUNISTIC";
    minimalAction: "REPLACE";
    maxSurgeFixed?: number;
    maxSurgePercent?: number;
    maxUnavailableFixed?: number;
    maxUnavailablePercent?: number;
  };
}

/** For `gcp.compute.InstanceGroupManager` with a zone, and for `gcp.compute.RegionInstanceGroupManager` with a region. */
export type DesiredManager = Values<
  (ManagerArgs & { zone: string }) | (ManagerArgs & { region: string; distributionPolicyZones: string[] })
> & {
  /** Key of the {@link DesiredInstanceTemplate}. */
  readonly template: string;
  /** Key of the {@link DesiredHealthCheck} after which machines are made anew. */
  readonly autohealing?: { readonly healthCheck: string; readonly initialDelaySec: number };
};

interface AutoscalerArgs {
  name: string;
  description: string;
  autoscalingPolicy: {
    minReplicas: number;
    maxReplicas: number;
    cooldownPeriod: number;
    cpuUtilization: { target: number };
    scalingSchedules: {
      name: string;
      minRequiredReplicas: number;
      schedule: string;
      durationSec: number;
      timeZone: string;
    }[];
  };
}

/** For `gcp.compute.Autoscaler` with a zone, and for `gcp.compute.RegionAutoscaler` with a region. */
export type DesiredAutoscaler = Values<(AutoscalerArgs & { zone: string }) | (AutoscalerArgs & { region: string })> & {
  /** Key of the {@link DesiredManager} that is the `target`. */
  readonly manager: string;
};
