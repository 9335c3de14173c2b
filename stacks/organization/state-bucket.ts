import { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { KeyRing } from "@pulumi/gcp/kms/keyRing.js";
import type { Project } from "@pulumi/gcp/organizations/project.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount.js";
import { all, ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredOrganization } from "../../src/desired/organization/index.ts";

export type StateBucketArgs = Pick<DesiredOrganization, "keyRing" | "key" | "bucket"> & {
  /** The project that it is in. */
  readonly seed: Project;
};

/** Where states are kept: a bucket whose objects are encrypted with a key of its own. */
export class StateBucket extends ComponentResource {
  readonly bucket: Bucket;
  readonly key: CryptoKey;

  constructor(name: string, { seed, ...desired }: StateBucketArgs, options?: ComponentResourceOptions) {
    super("groundwork:organization:StateBucket", name, {}, options);
    const { keyRing, key, bucket } = desired;
    const project = seed.projectId;
    const ring = new KeyRing(keyRing.key, { ...keyRing.args, project }, { parent: this, protect: keyRing.protect });
    this.key = new CryptoKey(key.key, { ...key.args, keyRing: ring.id }, { parent: this, protect: key.protect });
    // Asking for the account of Cloud Storage makes it. The number is known when the project is there: before, no API has an answer.
    const standing = all([project, seed.number]).apply(([id]) => id);
    const storage = getProjectServiceAccountOutput({ project: standing }, { parent: this, dependsOn: [seed] });
    const mayEncrypt = new CryptoKeyIAMMember(
      "storage",
      { cryptoKeyId: this.key.id, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter", member: storage.member },
      { parent: this },
    );
    this.bucket = new Bucket(
      bucket.key,
      { ...bucket.args, project, encryption: { defaultKmsKeyName: this.key.id } },
      { parent: this, protect: bucket.protect, dependsOn: mayEncrypt },
    );
    this.registerOutputs({});
  }
}
