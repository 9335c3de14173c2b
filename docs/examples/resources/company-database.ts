import { Database } from "@pulumi/gcp/sql/database.js";
import { DatabaseInstance, type DatabaseInstanceArgs } from "@pulumi/gcp/sql/databaseInstance.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { ComponentResource, type ComponentResourceOptions, interpolate, type Output } from "@pulumi/pulumi";

export interface CompanyDatabaseArgs {
  readonly instance: DatabaseInstanceArgs & { readonly name: string; readonly region: string };
  readonly databases: readonly string[];
}

/** A database server as Acme runs it: with a bucket for its dumps, which are deleted after a month. */
export class CompanyDatabase extends ComponentResource {
  readonly name: Output<string>;
  readonly connectionName: Output<string>;
  readonly dumps: Output<string>;

  constructor(name: string, { instance, databases }: CompanyDatabaseArgs, options?: ComponentResourceOptions) {
    super("acme:index:CompanyDatabase", name, {}, options);
    const server = new DatabaseInstance(name, instance, { parent: this });
    for (const each of databases)
      new Database(`${name}-${each}`, { name: each, instance: server.name }, { parent: this });
    const dumps = new Bucket(
      `${name}-dumps`,
      {
        name: interpolate`${server.name}-dumps`,
        location: instance.region,
        uniformBucketLevelAccess: true,
        lifecycleRules: [{ action: { type: "Delete" }, condition: { age: 30 } }],
      },
      { parent: this },
    );
    this.name = server.name;
    this.connectionName = server.connectionName;
    this.dumps = dumps.url;
    this.registerOutputs({});
  }
}
