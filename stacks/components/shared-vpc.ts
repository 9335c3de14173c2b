import { SharedVPCHostProject } from "@pulumi/gcp/compute/sharedVPCHostProject.js";
import { SharedVPCServiceProject } from "@pulumi/gcp/compute/sharedVPCServiceProject.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredSharedVpc } from "../../src/desired/index.ts";
import { createEach } from "./lookup.ts";

/** The project as a host, and the projects that use its networks. */
export class SharedVpc extends ComponentResource {
  constructor(name: string, { host, services }: DesiredSharedVpc, options?: ComponentResourceOptions) {
    super("groundwork:index:SharedVpc", name, {}, options);
    const made = new SharedVPCHostProject(host.key, host.args, { parent: this, protect: host.protect });
    createEach(
      services,
      ({ key, protect, args }) =>
        new SharedVPCServiceProject(key, { ...args, hostProject: made.project }, { parent: this, protect }),
    );
    this.registerOutputs({});
  }
}
