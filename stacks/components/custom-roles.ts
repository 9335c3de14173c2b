import { IAMCustomRole } from "@pulumi/gcp/projects/iamcustomRole.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach } from "./lookup.ts";

export type CustomRolesArgs = Pick<DesiredState, "customRoles">;

/** Roles of the environment's own. */
export class CustomRoles extends ComponentResource {
  readonly roles: ReadonlyMap<string, IAMCustomRole>;

  constructor(name: string, args: CustomRolesArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:CustomRoles", name, {}, options);
    this.roles = createEach(
      args.customRoles,
      ({ key, protect, args }) => new IAMCustomRole(key, args, { parent: this, protect }),
    );
    this.registerOutputs({});
  }
}
