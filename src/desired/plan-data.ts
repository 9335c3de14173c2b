import { type Environment, formatText, type KeyReference } from "../environment/index.ts";
import type { DesiredBucket, DesiredDatabase, DesiredDatabaseInstance, DesiredSecret } from "./compute-values.ts";
import { bucketName, planName, secretId, sqlInstanceName } from "./names.ts";
import { cryptoKeyOf } from "./plan-keys.ts";
import { optional, type Planning } from "./planning.ts";

export function planBuckets(planning: Planning): readonly DesiredBucket[] {
  const { name: environment, cloud, buckets } = planning.environment;
  return buckets.map(({ name, storageClass, versioning, public: isRead, deleteAfterDays, key }) => ({
    key: name,
    protect: planning.protects("buckets", name),
    ...optional("cryptoKey", cryptoKeyOf(key)),
    args: {
      name: planName([cloud.project, environment, name], bucketName),
      location: cloud.region,
      storageClass,
      uniformBucketLevelAccess: true,
      publicAccessPrevention: isRead || isPublic(planning.environment, name) ? "inherited" : "enforced",
      forceDestroy: false,
      versioning: { enabled: versioning },
      lifecycleRules:
        deleteAfterDays === undefined ? [] : [{ action: { type: "Delete" }, condition: { age: deleteAfterDays } }],
      labels: planning.labelsWith({}),
    },
  }));
}

/** Cloud Storage refuses a grant for everybody on a bucket that prevents it. */
function isPublic({ access }: Environment, bucket: string): boolean {
  return access.some(
    ({ on, members }) =>
      on.kind === "buckets" &&
      on.name === bucket &&
      members.some(
        (member) => "principal" in member && /^all(Authenticated)?Users$/.test(formatText(member.principal)),
      ),
  );
}

export function planDatabaseInstances(planning: Planning): readonly DesiredDatabaseInstance[] {
  const { cloud, databases } = planning.environment;
  return databases.map((database) => {
    const protect = planning.protects("databases", database.name);
    return {
      key: database.name,
      protect,
      ...optional("cryptoKey", cryptoKeyOf(database.key)),
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
  return planning.environment.secrets.map(({ name, key }) => ({
    key: name,
    protect: planning.protects("secrets", name),
    ...optional("cryptoKey", cryptoKeyOf(key)),
    args: {
      secretId: planning.name([name], secretId),
      replication: replicationFor(planning, key),
      labels: planning.labelsWith({}),
    },
  }));
}

/** A secret that Google spreads over its regions is encrypted with a global key alone; a key of one region needs a replica there. */
function replicationFor(
  { environment }: Planning,
  key: KeyReference | undefined,
): DesiredSecret["args"]["replication"] {
  const location = environment.keyRings.find(({ name }) => name === key?.ring)?.location ?? "global";
  return location === "global" ? { auto: {} } : { location };
}
