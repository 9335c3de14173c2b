import type { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type PublicBucketsArgs = Pick<DesiredState, "publicReaders"> & { readonly buckets: ReadonlyMap<string, Bucket> };

/** Lets anyone read the objects of the buckets that are declared public. */
export class PublicBuckets extends ComponentResource {
  constructor(name: string, { publicReaders, buckets }: PublicBucketsArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:PublicBuckets", name, {}, options);
    createEach(publicReaders, ({ key, protect, args, bucket }) => {
      return new BucketIAMMember(key, { ...args, bucket: known(buckets, bucket).name }, { parent: this, protect });
    });
    this.registerOutputs({});
  }
}
