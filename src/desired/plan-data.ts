import type { DesiredBucket, DesiredDatabase, DesiredDatabaseInstance, DesiredSecret } from "./compute-values.ts";
import { bucketName, planName, secretId, sqlInstanceName } from "./names.ts";
import type { Planning } from "./planning.ts";

export function planBuckets(planning: Planning): readonly DesiredBucket[] {
  const { name: environment, cloud, buckets } = planning.environment;
  return buckets.map(({ name, storageClass, versioning, public: isPublic, deleteAfterDays }) => ({
    key: name,
    protect: planning.protects("buckets", name),
    args: {
      name: planName([cloud.project, environment, name], bucketName),
      location: cloud.region,
      storageClass,
      uniformBucketLevelAccess: true,
      publicAccessPrevention: isPublic ? "inherited" : "enforced",
      forceDestroy: false,
      versioning: { enabled: versioning },
      lifecycleRules:
        deleteAfterDays === undefined ? [] : [{ action: { type: "Delete" }, condition: { age: deleteAfterDays } }],
      labels: planning.labelsWith({}),
    },
  }));
}

export function planDatabaseInstances(planning: Planning): readonly DesiredDatabaseInstance[] {
  const { cloud, databases } = planning.environment;
  return databases.map((database) => {
    const protect = planning.protects("databases", database.name);
    return {
      key: database.name,
      protect,
      args: {
        name: planning.name([database.name], sqlInstanceName),
        region: cloud.region,
        databaseVersion: database.version,
        deletionProtection: protect,
        settings: {
          tier: database.tier,
          availabilityType: database.highAvailability ? "REGIONAL" : "ZONAL",
          diskSize: database.diskSizeGb,
          diskType: "PD_SSD",
          backupConfiguration: backupArgs(database),
          userLabels: planning.labelsWith({}),
        },
      },
    };
  });
}

/** Point-in-time recovery goes by this name for PostgreSQL and SQL Server only. */
function backupArgs({ version, backups }: { readonly version: string; readonly backups: boolean }) {
  return { enabled: backups, ...(version.startsWith("MYSQL") ? {} : { pointInTimeRecoveryEnabled: backups }) };
}

export function planDatabases(planning: Planning): readonly DesiredDatabase[] {
  return planning.environment.databases.flatMap((instance) =>
    instance.databases.map((name) => ({
      key: `${instance.name}-${name}`,
      protect: planning.protects("databases", instance.name),
      instance: instance.name,
      args: { name },
    })),
  );
}

export function planSecrets(planning: Planning): readonly DesiredSecret[] {
  return planning.environment.secrets.map(({ name }) => ({
    key: name,
    protect: planning.protects("secrets", name),
    args: {
      secretId: planning.name([name], secretId),
      replication: { auto: {} },
      labels: planning.labelsWith({}),
    },
  }));
}
