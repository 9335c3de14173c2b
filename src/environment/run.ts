import type { Text } from "./text.ts";

/** What services and jobs of Cloud Run have in common. */
export interface RunContainer {
  readonly name: string;
  readonly image: Text;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, Text>>;
  /** Variables whose values are versions of a secret of the environment. */
  readonly secretEnv: Readonly<Record<string, { readonly secret: string; readonly version: string }>>;
  readonly cpu: number;
  /** As Kubernetes writes it: `512Mi`. */
  readonly memory: string;
  /** Name of one of the environment's service accounts. Absent: it has one of its own. */
  readonly serviceAccount?: string;
  /** Absent: no way into the environment's network. */
  readonly network?: { readonly subnet: string; readonly egress: "private" | "all"; readonly tags: readonly string[] };
  /** Names of Cloud SQL instances of the environment. */
  readonly databases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface RunService extends RunContainer {
  readonly description?: string;
  readonly port: number;
  readonly http2: boolean;
  readonly cpuAlways: boolean;
  readonly startupBoost: boolean;
  readonly instances: { readonly min: number; readonly max: number };
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly sessionAffinity: boolean;
  readonly ingress: "internal" | "load-balancer" | "all";
  readonly public: boolean;
  /** Names of service accounts. */
  readonly invokers: readonly string[];
  readonly startup?: Probe;
  readonly liveness?: Probe;
}

/** Times are in seconds. */
export interface Probe {
  readonly ask: { readonly http: string } | { readonly tcp: true } | { readonly grpc: string };
  /** Absent: the port of the service. */
  readonly port?: number;
  readonly delay: number;
  readonly period: number;
  readonly timeout: number;
  readonly failures: number;
}

export interface RunJob extends RunContainer {
  readonly tasks: number;
  /** Absent: as many tasks at once as possible. */
  readonly parallelism?: number;
  readonly retries: number;
  readonly timeoutSeconds: number;
  readonly schedule?: { readonly cron: string; readonly timeZone: string; readonly paused: boolean };
}
