import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool.js";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider.js";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { ComponentResource, type ComponentResourceOptions, interpolate, type Output } from "@pulumi/pulumi";
import type { DesiredOrganization } from "../../src/desired/organization/index.ts";
import { createEach, describeEach, known } from "../components/index.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { StateBucket } from "./state-bucket.ts";

export type JobIdentitiesArgs = Pick<DesiredOrganization, "accounts" | "grants" | "identity"> & {
  readonly hierarchy: Hierarchy;
  readonly state: StateBucket;
};

/** The accounts of jobs, their roles, and the tokens of the forge that stand for them. */
export class JobIdentities extends ComponentResource {
  readonly emails: Record<string, Output<string>>;
  readonly provider: WorkloadIdentityPoolProvider | undefined;

  constructor(name: string, args: JobIdentitiesArgs, options?: ComponentResourceOptions) {
    super("groundwork:organization:JobIdentities", name, {}, options);
    const { hierarchy, state, identity } = args;
    const project = hierarchy.seed.projectId;
    const accounts = createEach(
      args.accounts,
      ({ key, protect, args: account }) => new Account(key, { ...account, project }, { parent: this, protect }),
    );
    this.emails = describeEach(accounts, ({ email }) => email);
    createEach(args.grants, ({ key, protect, args: { role }, account, on }) => {
      const { member } = known(accounts, account);
      const own = { parent: this, protect };
      if (on === "bucket") return new BucketIAMMember(key, { bucket: state.bucket.name, role, member }, own);
      if (on === "key") return new CryptoKeyIAMMember(key, { cryptoKeyId: state.key.id, role, member }, own);
      return new ProjectMember(key, { project: known(hierarchy.projects, on.project).projectId, role, member }, own);
    });
    this.provider = identity && this.identity(identity, accounts, project);
    this.registerOutputs({});
  }

  private identity(
    { pool, provider, actsAs }: NonNullable<DesiredOrganization["identity"]>,
    accounts: ReadonlyMap<string, Account>,
    project: Output<string>,
  ): WorkloadIdentityPoolProvider {
    const jobs = new WorkloadIdentityPool(pool.key, { ...pool.args, project }, { parent: this, protect: pool.protect });
    createEach(actsAs, ({ key, protect, args, account, attribute, value }) => {
      const member = interpolate`principalSet://iam.googleapis.com/${jobs.name}/attribute.${attribute}/${value}`;
      const serviceAccountId = known(accounts, account).name;
      return new AccountMember(key, { ...args, serviceAccountId, member }, { parent: this, protect });
    });
    return new WorkloadIdentityPoolProvider(
      provider.key,
      { ...provider.args, project, workloadIdentityPoolId: jobs.workloadIdentityPoolId },
      { parent: this, protect: provider.protect },
    );
  }
}
