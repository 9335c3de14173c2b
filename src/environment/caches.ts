/** An instance of Memorystore for Redis. It is reached inside of the environment's network alone. */
export interface Cache {
  readonly name: string;
  readonly version: "REDIS_5_0" | "REDIS_6_X" | "REDIS_7_0" | "REDIS_7_2";
  readonly sizeGb: number;
  readonly highAvailability: boolean;
  readonly readReplicas: number;
  readonly auth: boolean;
  readonly tls: boolean;
  readonly snapshots: "none" | "1h" | "6h" | "12h" | "24h";
  readonly configs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
