import { Database } from "@pulumi/gcp/firestore/database.js";
import { Field } from "@pulumi/gcp/firestore/field.js";
import { Index } from "@pulumi/gcp/firestore/index_.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type DocumentsArgs = Pick<DesiredState, "documentDatabases" | "documentTtls" | "documentIndexes">;

/** Databases of Firestore with their indexes. */
export class Documents extends ComponentResource {
  readonly databases: ReadonlyMap<string, Database>;

  constructor(name: string, args: DocumentsArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Documents", name, {}, options);

    this.databases = createEach(
      args.documentDatabases,
      ({ key, protect, args }) => new Database(key, args, { parent: this, protect }),
    );
    createEach(args.documentTtls, ({ key, protect, args: ttl, database }) => {
      return new Field(key, { ...ttl, database: known(this.databases, database).name }, { parent: this, protect });
    });
    createEach(args.documentIndexes, ({ key, protect, args: index, database }) => {
      return new Index(key, { ...index, database: known(this.databases, database).name }, { parent: this, protect });
    });
    this.registerOutputs({});
  }
}
