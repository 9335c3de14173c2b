import type { AccessTarget, Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** For `gcp.projects.IAMCustomRole`. */
export type DesiredCustomRole = Values<{
  roleId: string;
  project: string;
  title: string;
  description?: string;
  permissions: string[];
  stage: string;
}>;

/** For the `IAMMember` of the kind of resource that the role is given on. One for each member. */
export type DesiredGrant = Values<{
  role: string;
  condition?: { title: string; description?: string; expression: string };
}> & {
  readonly on: AccessTarget;
  /** Key of the service account, or a principal in Google's syntax. */
  readonly member: { readonly serviceAccount: string } | { readonly principal: Text };
  /** Key of the {@link DesiredCustomRole} that has to be there first. */
  readonly customRole?: string;
};

/** For `gcp.compute.SharedVPCHostProject`, and a `SharedVPCServiceProject` for each project that is attached to it. */
export interface DesiredSharedVpc {
  readonly host: Values<{ project: string }>;
  readonly services: readonly Values<{ serviceProject: string }>[];
}

/** For `gcp.kms.KeyRing`. Its name ends in digits of its own: Google keeps the name of a ring for ever, also after a destroy. */
export type DesiredKeyRing = Values<{ project: string; location: string }> & {
  /** As the environment names it. */
  readonly ring: string;
};

/** For `gcp.kms.CryptoKey`, with digits of its own in its name, as its ring. */
export type DesiredCryptoKey = Values<{
  purpose: "ENCRYPT_DECRYPT" | "ASYMMETRIC_SIGN" | "ASYMMETRIC_DECRYPT" | "MAC";
  versionTemplate: { algorithm: string; protectionLevel: "SOFTWARE" | "HSM" };
  rotationPeriod?: string;
  destroyScheduledDuration: string;
  labels: Record<string, string>;
}> & {
  readonly ring: string;
  /** As the environment names it, without its ring. */
  readonly name: string;
};

/** For `gcp.kms.CryptoKeyIAMMember`: the account of a service may use a key with which the service encrypts. */
export type DesiredKeyUser = Values<{ role: "roles/cloudkms.cryptoKeyEncrypterDecrypter" }> & {
  /** `<ring>/<key>` */
  readonly cryptoKey: string;
  readonly service: KeyUsingService;
};

export type KeyUsingService = "storage" | "sqladmin" | "secretmanager";

/** For `gcp.logging.ProjectSink`. */
export type DesiredLogSink = Values<{
  name: string;
  project: string;
  description?: string;
  filter?: string;
  exclusions: { name: string; description?: string; filter: string; disabled: boolean }[];
  disabled: boolean;
  uniqueWriterIdentity: true;
  bigqueryOptions?: { usePartitionedTables: true };
}> & {
  readonly destination: DesiredDestination;
};

/** Where the entries go; `bucket` and `topic` are keys of this environment's. */
export type DesiredDestination = { readonly bucket: string } | { readonly topic: string } | { readonly path: Text };

/** For the `IAMMember` of a destination. All sinks of a project write as one account, so each destination has one grant. */
export type DesiredSinkWriter = Values<{
  role: string;
  condition?: { title: string; expression: string };
}> & {
  /** Key of a sink that writes there. */
  readonly sink: string;
  readonly on:
    | { readonly bucket: string }
    | { readonly topic: string }
    | { readonly otherBucket: Text }
    | { readonly otherTopic: string; readonly project: string }
    | { readonly dataset: string; readonly project: string }
    | { readonly project: string };
};
