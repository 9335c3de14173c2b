import { RepositoryIamMember } from "@pulumi/gcp/artifactregistry/repositoryIamMember.js";
import { JobIamMember } from "@pulumi/gcp/cloudrunv2/jobIamMember.js";
import { ServiceIamMember } from "@pulumi/gcp/cloudrunv2/serviceIamMember.js";
import { SubnetworkIAMMember } from "@pulumi/gcp/compute/subnetworkIAMMember.js";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { KeyRingIAMMember } from "@pulumi/gcp/kms/keyRingIAMMember.js";
import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember.js";
import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { DesiredGrant, DesiredState } from "../../src/desired/index.ts";
import { known } from "./lookup.ts";
import type { References } from "./text.ts";

type Kind = DesiredGrant["on"]["kind"];
type Named = ReadonlyMap<string, { readonly name: Output<string> }>;
type Identified = ReadonlyMap<string, { readonly id: Output<string> }>;

/** What roles can be given on, by the environment's names. */
export interface Targets {
  readonly project: string;
  readonly region: string;
  readonly subnets: Named;
  readonly buckets: Named;
  readonly secrets: Identified;
  readonly topics: Named;
  readonly serviceAccounts: Named;
  readonly runServices: Named;
  readonly runJobs: Named;
  readonly artifactRepositories: ReadonlyMap<
    string,
    { readonly name: Output<string>; readonly location: Output<string> }
  >;
  readonly keyRings: Identified;
  readonly keys: Identified;
}

export type AccessArgs = Pick<DesiredState, "grants"> & {
  readonly targets: Targets;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly customRoles: ReadonlyMap<string, Resource>;
  readonly references: References;
};

interface Grant {
  readonly key: string;
  readonly args: DesiredGrant["args"] & { readonly member: Input<string> };
  /** As the environment names it. */
  readonly name: string;
  readonly options: CustomResourceOptions;
}

/** One entry for each kind. Each creates a member that leaves the other members of the role as they are. */
const grantOn: Readonly<Record<Kind, (grant: Grant, targets: Targets) => Resource>> = {
  project: ({ key, args, options }, { project }) => new ProjectMember(key, { ...args, project }, options),
  subnets: ({ key, args, name, options }, { subnets, region }) =>
    new SubnetworkIAMMember(key, { ...args, region, subnetwork: known(subnets, name).name }, options),
  buckets: ({ key, args, name, options }, { buckets }) =>
    new BucketIAMMember(key, { ...args, bucket: known(buckets, name).name }, options),
  secrets: ({ key, args, name, options }, { secrets }) =>
    new SecretIamMember(key, { ...args, secretId: known(secrets, name).id }, options),
  topics: ({ key, args, name, options }, { topics }) =>
    new TopicIAMMember(key, { ...args, topic: known(topics, name).name }, options),
  serviceAccounts: ({ key, args, name, options }, { serviceAccounts }) =>
    new AccountMember(key, { ...args, serviceAccountId: known(serviceAccounts, name).name }, options),
  runServices: ({ key, args, name, options }, { runServices, region: location }) =>
    new ServiceIamMember(key, { ...args, location, name: known(runServices, name).name }, options),
  runJobs: ({ key, args, name, options }, { runJobs, region: location }) =>
    new JobIamMember(key, { ...args, location, name: known(runJobs, name).name }, options),
  artifactRepositories: ({ key, args, name, options }, { artifactRepositories }) => {
    const { name: repository, location } = known(artifactRepositories, name);
    return new RepositoryIamMember(key, { ...args, location, repository }, options);
  },
  keyRings: ({ key, args, name, options }, { keyRings }) =>
    new KeyRingIAMMember(key, { ...args, keyRingId: known(keyRings, name).id }, options),
  keys: ({ key, args, name, options }, { keys }) =>
    new CryptoKeyIAMMember(key, { ...args, cryptoKeyId: known(keys, name).id }, options),
};

/** Who has which role on what. */
export class Access extends ComponentResource {
  constructor(
    name: string,
    { grants, targets, accounts, customRoles, references }: AccessArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Access", name, {}, options);
    for (const { key, protect, args, on, member, customRole } of grants) {
      const who =
        "serviceAccount" in member
          ? known(accounts, member.serviceAccount).member
          : references.resolve(member.principal);
      const dependsOn = customRole === undefined ? [] : [known(customRoles, customRole)];
      const grant = {
        key,
        name: on.name,
        args: { ...args, member: who },
        options: { parent: this, protect, dependsOn },
      };
      grantOn[on.kind](grant, targets);
    }
    this.registerOutputs({});
  }
}
