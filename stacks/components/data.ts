import type { Address } from "@pulumi/gcp/compute/address.js";
import type { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { ManagedZone, type ManagedZoneArgs } from "@pulumi/gcp/dns/managedZone.js";
import { RecordSet } from "@pulumi/gcp/dns/recordSet.js";
import type { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
import { Secret, type SecretArgs } from "@pulumi/gcp/secretmanager/secret.js";
import { Database } from "@pulumi/gcp/sql/database.js";
import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Output,
} from "@pulumi/pulumi";
import type { DesiredSecret, DesiredState } from "../../src/desired/index.ts";
import type { Keys } from "./keys.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export type DataArgs = Pick<
  DesiredState,
  "buckets" | "databaseInstances" | "databases" | "dnsZones" | "dnsRecords" | "secrets"
> & {
  /** Id of the network in which private zones answer. */
  readonly network: Output<string>;
  readonly addresses: ReadonlyMap<string, Address>;
  readonly globalAddresses: ReadonlyMap<string, GlobalAddress>;
  readonly references: References;
  /** Given where keys are declared. */
  readonly keys: Keys | undefined;
};

/** What keeps data or names: buckets, databases, DNS zones, places for secrets. */
export class Data extends ComponentResource {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly databaseInstances: ReadonlyMap<string, DatabaseInstance>;
  readonly dnsZones: ReadonlyMap<string, ManagedZone>;
  readonly secrets: ReadonlyMap<string, Secret>;

  constructor(
    name: string,
    private readonly args: DataArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Data", name, {}, options);

    this.buckets = createEach(
      args.buckets,
      ({ key, protect, args: bucket, cryptoKey }) =>
        new Bucket(
          key,
          {
            ...bucket,
            ...(cryptoKey !== undefined && { encryption: { defaultKmsKeyName: this.keyId(cryptoKey) } }),
          },
          { parent: this, protect, ...this.afterUsers(cryptoKey) },
        ),
    );
    this.databaseInstances = createEach(
      args.databaseInstances,
      ({ key, protect, args: instance, cryptoKey }) =>
        new DatabaseInstance(
          key,
          { ...instance, ...(cryptoKey !== undefined && { encryptionKeyName: this.keyId(cryptoKey) }) },
          { parent: this, protect, ...this.afterUsers(cryptoKey) },
        ),
    );
    createEach(args.databases, ({ key, protect, args: database, instance }) => {
      return new Database(
        key,
        { ...database, instance: known(this.databaseInstances, instance).name },
        { parent: this, protect },
      );
    });
    this.dnsZones = createEach(args.dnsZones, ({ key, protect, args: zone }) => {
      const privateTo: Pick<ManagedZoneArgs, "privateVisibilityConfig"> =
        zone.visibility === "private" ? { privateVisibilityConfig: { networks: [{ networkUrl: args.network }] } } : {};
      return new ManagedZone(key, { ...zone, ...privateTo }, { parent: this, protect });
    });
    createEach(args.dnsRecords, ({ key, protect, args: record, zone, data }) => {
      const rrdatas = data.map((value) => {
        if (!("address" in value)) return args.references.resolve(value);
        return value.scope === "regional"
          ? known(args.addresses, value.address).address
          : known(args.globalAddresses, value.address).address;
      });
      return new RecordSet(
        key,
        { ...record, managedZone: known(this.dnsZones, zone).name, rrdatas },
        { parent: this, protect },
      );
    });
    this.secrets = createEach(
      args.secrets,
      ({ key, protect, args: secret, cryptoKey }) =>
        new Secret(
          key,
          { ...secret, replication: this.replication(secret.replication, cryptoKey) },
          { parent: this, protect, ...this.afterUsers(cryptoKey) },
        ),
    );
    this.registerOutputs({});
  }

  private keyId(cryptoKey: string): Output<string> {
    return known(this.args.keys?.keys ?? new Map<string, CryptoKey>(), cryptoKey).id;
  }

  /** A service refuses a key that its own account may not use. */
  private afterUsers(cryptoKey: string | undefined): CustomResourceOptions {
    return cryptoKey === undefined ? {} : { dependsOn: [...(this.args.keys?.usersOf(cryptoKey) ?? [])] };
  }

  private replication(
    wanted: DesiredSecret["args"]["replication"],
    cryptoKey: string | undefined,
  ): SecretArgs["replication"] {
    if (cryptoKey === undefined) return { auto: {} };
    const customerManagedEncryption = { kmsKeyName: this.keyId(cryptoKey) };
    return "location" in wanted
      ? { userManaged: { replicas: [{ location: wanted.location, customerManagedEncryption }] } }
      : { auto: { customerManagedEncryption } };
  }
}
