import type { Environment } from "../environment/index.ts";
import type { DesiredCache, DesiredPrivateServices } from "./cache-values.ts";
import { cacheName, computeName } from "./names.ts";
import type { Planning } from "./planning.ts";
import { privateServicesKey } from "./wanted-ranges.ts";

const periods = { "1h": "ONE_HOUR", "6h": "SIX_HOURS", "12h": "TWELVE_HOURS", "24h": "TWENTY_FOUR_HOURS" } as const;

export function planPrivateServices(planning: Planning): { readonly privateServices?: DesiredPrivateServices } {
  const { name: environment, network } = planning.environment;
  if (network.privateServices === undefined) return {};
  const [address = "", prefixLength] = planning.range(privateServicesKey).split("/");
  const protect = planning.protects("network");
  return {
    privateServices: {
      range: {
        key: "private-services",
        protect,
        args: {
          name: planning.name(["private-services"], computeName),
          purpose: "VPC_PEERING",
          addressType: "INTERNAL",
          address,
          prefixLength: Number(prefixLength),
          description: `Managed services of ${environment}`,
        },
      },
      connection: { key: "private-services", protect, args: { service: "servicenetworking.googleapis.com" } },
    },
  };
}

export function planCaches(planning: Planning): readonly DesiredCache[] {
  const { name: environment, cloud, caches } = planning.environment;
  return caches.map((cache) => {
    const protect = planning.protects("caches", cache.name);
    return {
      key: cache.name,
      protect,
      args: {
        name: planning.name([cache.name], cacheName),
        region: cloud.region,
        displayName: `${environment} ${cache.name}`,
        tier: cache.highAvailability ? "STANDARD_HA" : "BASIC",
        memorySizeGb: cache.sizeGb,
        redisVersion: cache.version,
        authEnabled: cache.auth,
        transitEncryptionMode: cache.tls ? "SERVER_AUTHENTICATION" : "DISABLED",
        connectMode: "PRIVATE_SERVICE_ACCESS",
        readReplicasMode: cache.readReplicas > 0 ? "READ_REPLICAS_ENABLED" : "READ_REPLICAS_DISABLED",
        replicaCount: replicas(cache),
        persistenceConfig:
          cache.snapshots === "none"
            ? { persistenceMode: "DISABLED" }
            : { persistenceMode: "RDB", rdbSnapshotPeriod: periods[cache.snapshots] },
        redisConfigs: { ...cache.configs },
        deletionProtection: protect,
        labels: planning.labelsWith(cache.labels),
      },
    };
  });
}

/** Of an instance that takes over by itself, one replica does nothing else. */
function replicas({ highAvailability, readReplicas }: Environment["caches"][number]): number {
  if (!highAvailability) return 0;
  return Math.max(1, readReplicas);
}
