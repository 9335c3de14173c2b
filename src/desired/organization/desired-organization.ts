import type { Values } from "../values.ts";

/** Everything that an organization's program creates, as plain values. Every list is in the order in which it can be created. */
export interface DesiredOrganization {
  readonly cloud: { readonly kind: "local" | "gcp"; readonly project: string; readonly region: string };
  readonly folders: readonly DesiredFolder[];
  readonly projects: readonly DesiredProject[];
  readonly services: readonly DesiredProjectService[];
  readonly keyRing: Values<{ name: string; location: string }>;
  /** For `gcp.kms.CryptoKey`: encrypts the objects of the bucket, and what is secret within states. */
  readonly key: Values<{ name: string; rotationPeriod: string }>;
  readonly bucket: DesiredStateBucket;
  /** Of the jobs that preview, and of those that bring up. */
  readonly accounts: readonly DesiredJobAccount[];
  readonly grants: readonly DesiredGrant[];
  readonly identity?: DesiredIdentity;
}

/** Key of the project that holds the state and the identities. */
export const seedKey = "seed";

/** What holds a folder or a project: the key of a folder, or what lies above all of them. */
export type Holder = { readonly folder: string } | { readonly id: string };

/** For `gcp.organizations.Folder`. */
export type DesiredFolder = Values<{ displayName: string; deletionProtection: boolean }> & { readonly holder: Holder };

/** For `gcp.organizations.Project`. */
export type DesiredProject = Values<{
  projectId: string;
  name: string;
  billingAccount: string;
  autoCreateNetwork: boolean;
  deletionPolicy: "PREVENT";
  labels: Record<string, string>;
}> & { readonly holder: Holder };

/** For `gcp.projects.Service`. */
export type DesiredProjectService = Values<{ service: string; disableOnDestroy: boolean }> & {
  /** Key of the project. */
  readonly project: string;
};

/** For `gcp.storage.Bucket`. */
export type DesiredStateBucket = Values<{
  name: string;
  location: string;
  uniformBucketLevelAccess: boolean;
  publicAccessPrevention: "enforced";
  forceDestroy: boolean;
  versioning: { enabled: boolean };
  lifecycleRules: { action: { type: "Delete" }; condition: { numNewerVersions: number; withState: "ARCHIVED" } }[];
  labels: Record<string, string>;
}>;

export type JobAccount = "preview" | "up";

/** For `gcp.serviceaccount.Account`. */
export type DesiredJobAccount = Values<{ accountId: string; displayName: string; description: string }> & {
  readonly key: JobAccount;
};

/** One role of one account on one thing. */
export type DesiredGrant = Values<{ role: string }> & {
  readonly account: JobAccount;
  /** `{ project }` is the key of a project. */
  readonly on: "bucket" | "key" | { readonly project: string };
};

/** For `gcp.iam.WorkloadIdentityPool` and its provider: tokens of the forge's jobs become identities of the cloud. */
export interface DesiredIdentity {
  readonly pool: Values<{ workloadIdentityPoolId: string; displayName: string }>;
  readonly provider: Values<{
    workloadIdentityPoolProviderId: string;
    displayName: string;
    attributeMapping: Record<string, string>;
    attributeCondition: string;
    oidc: { issuerUri: string; allowedAudiences?: string[] };
  }>;
  /** Which jobs may act as an account: those whose token has this value of this attribute. */
  readonly actsAs: readonly (Values<{ role: "roles/iam.workloadIdentityUser" }> & {
    readonly account: JobAccount;
    readonly attribute: string;
    readonly value: string;
  })[];
}
