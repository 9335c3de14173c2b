import type { Values } from "./values.ts";

/** The way from the environment's network to the networks in which Google runs managed services. One for each network. */
export interface DesiredPrivateServices {
  /** For `gcp.compute.GlobalAddress`: the block that Google's networks take their addresses from. */
  readonly range: Values<{
    name: string;
    purpose: "VPC_PEERING";
    addressType: "INTERNAL";
    address: string;
    prefixLength: number;
    description: string;
  }>;
  /** For `gcp.servicenetworking.Connection`. */
  readonly connection: Values<{ service: "servicenetworking.googleapis.com" }>;
}

/** For `gcp.redis.Instance`. Exists when the connection of {@link DesiredPrivateServices} does. */
export type DesiredCache = Values<{
  name: string;
  region: string;
  displayName: string;
  tier: "BASIC" | "STANDARD_HA";
  memorySizeGb: number;
  redisVersion: string;
  authEnabled: boolean;
  transitEncryptionMode: "SERVER_AUTHENTICATION" | "DISABLED";
  connectMode: "PRIVATE_SERVICE_ACCESS";
  readReplicasMode: "READ_REPLICAS_ENABLED" | "READ_REPLICAS_DISABLED";
  replicaCount: number;
  persistenceConfig: { persistenceMode: "DISABLED" } | { persistenceMode: "RDB"; rdbSnapshotPeriod: string };
  redisConfigs: Record<string, string>;
  deletionProtection: boolean;
  labels: Record<string, string>;
}>;
