import type { Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** What the containers of services and jobs have in common, as far as it refers to other resources. */
export interface DesiredContainer {
  readonly image: Text;
  readonly env: Readonly<Record<string, Text>>;
  /** Variables, each with the key of a secret: `valueSource.secretKeyRef`. */
  readonly secretEnv: Readonly<Record<string, { readonly secret: string; readonly version: string }>>;
  /** Keys of Cloud SQL instances whose sockets are mounted at `/cloudsql`. */
  readonly databases: readonly string[];
  /** Key of the service account. */
  readonly serviceAccount: string;
  /** `vpcAccess`: key of the subnet of its one network interface. */
  readonly network?: {
    readonly subnet: string;
    readonly egress: "PRIVATE_RANGES_ONLY" | "ALL_TRAFFIC";
    readonly tags: readonly string[];
  };
}

export interface ProbeArgs {
  httpGet?: { path: string; port?: number };
  tcpSocket?: { port: number };
  grpc?: { service?: string; port?: number };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
  initialDelaySeconds: number;
}

/** Arguments of the one container. */
export interface ContainerArgs {
  commands?: string[];
  args?: string[];
  resources: { limits: { cpu: string; memory: string }; cpuIdle?: boolean; startupCpuBoost?: boolean };
}

/** For `gcp.cloudrunv2.Service`. */
export type DesiredRunService = Values<{
  name: string;
  location: string;
  description: string;
  deletionProtection: boolean;
  ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" | "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" | "INGRESS_TRAFFIC_ALL";
  traffics: { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"; percent: number }[];
  labels: Record<string, string>;
}> & {
  readonly container: DesiredContainer;
  readonly template: {
    maxInstanceRequestConcurrency: number;
    timeout: string;
    sessionAffinity: boolean;
    scaling: { minInstanceCount: number; maxInstanceCount: number };
    executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2" | "EXECUTION_ENVIRONMENT_GEN1";
    labels: Record<string, string>;
  };
  readonly containerArgs: ContainerArgs & {
    ports: { containerPort: number; name: "http1" | "h2c" };
    startupProbe?: ProbeArgs;
    livenessProbe?: ProbeArgs;
  };
};

/** For `gcp.cloudrunv2.Job`. */
export type DesiredRunJob = Values<{
  name: string;
  location: string;
  deletionProtection: boolean;
  labels: Record<string, string>;
}> & {
  readonly container: DesiredContainer;
  readonly execution: { taskCount: number; parallelism?: number; labels: Record<string, string> };
  readonly task: { maxRetries: number; timeout: string };
  readonly containerArgs: ContainerArgs;
};

/** For `gcp.cloudrunv2.ServiceIamMember` or `gcp.cloudrunv2.JobIamMember`. */
export type DesiredInvoker = Values<{ location: string; role: "roles/run.invoker" }> & {
  readonly on: "service" | "job";
  /** Key of the service or the job. */
  readonly target: string;
  /** Anyone, or the service account of that key. */
  readonly who: "allUsers" | { readonly serviceAccount: string };
};

/** For `gcp.secretmanager.SecretIamMember`: an account that may read a secret's versions. */
export type DesiredSecretReader = Values<{ role: "roles/secretmanager.secretAccessor" }> & {
  /** Key of the secret. */
  readonly secret: string;
  /** Key of the service account that is the `member`. */
  readonly serviceAccount: string;
};

/** For `gcp.cloudscheduler.Job`: what starts a job of Cloud Run again and again. */
export type DesiredJobSchedule = Values<{
  name: string;
  region: string;
  description: string;
  schedule: string;
  timeZone: string;
  paused: boolean;
  attemptDeadline: string;
}> & {
  /** Key of the {@link DesiredRunJob}, which is started by a POST. */
  readonly job: string;
  /** Key of the service account whose OAuth token the request carries. */
  readonly serviceAccount: string;
};
