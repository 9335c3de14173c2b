import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type IdentitiesArgs = Pick<DesiredState, "serviceAccounts" | "roles"> & {
  /** Those that accounts have in the project, by key. */
  readonly customRoles: ReadonlyMap<string, Resource>;
};

/** Service accounts and what they may do in the project. */
export class Identities extends ComponentResource {
  readonly accounts: ReadonlyMap<string, Account>;

  constructor(name: string, args: IdentitiesArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Identities", name, {}, options);

    this.accounts = createEach(
      args.serviceAccounts,
      ({ key, protect, args }) => new Account(key, args, { parent: this, protect }),
    );
    createEach(
      args.roles,
      ({ key, protect, args: role, serviceAccount, customRole }) =>
        new ProjectMember(
          key,
          { ...role, member: known(this.accounts, serviceAccount).member },
          {
            parent: this,
            protect,
            ...(customRole !== undefined && { dependsOn: known(args.customRoles, customRole) }),
          },
        ),
    );
    this.registerOutputs({});
  }
}
