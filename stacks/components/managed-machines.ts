import { Autoscaler } from "@pulumi/gcp/compute/autoscaler.js";
import { HealthCheck } from "@pulumi/gcp/compute/healthCheck.js";
import { InstanceGroupManager } from "@pulumi/gcp/compute/instanceGroupManager.js";
import { RegionAutoscaler } from "@pulumi/gcp/compute/regionAutoscaler.js";
import { RegionInstanceGroupManager } from "@pulumi/gcp/compute/regionInstanceGroupManager.js";
import { RegionInstanceTemplate, type RegionInstanceTemplateArgs } from "@pulumi/gcp/compute/regionInstanceTemplate.js";
import type { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { ComponentResource, type ComponentResourceOptions, output } from "@pulumi/pulumi";
import type { DesiredInstanceTemplate, DesiredManaged, DesiredManager } from "../../src/desired/index.ts";
import { contentName } from "../../src/desired/of-program/index.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export interface ManagedMachinesArgs {
  readonly managed: DesiredManaged;
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly references: References;
}

/** Machine groups whose machines the cloud makes: templates, managers, and what scales and heals them. */
export class ManagedMachines extends ComponentResource {
  readonly managers: ReadonlyMap<string, InstanceGroupManager | RegionInstanceGroupManager>;

  constructor(name: string, { managed, ...around }: ManagedMachinesArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:ManagedMachines", name, {}, options);

    const templates = createEach(
      managed.templates,
      (template) =>
        new RegionInstanceTemplate(template.key, templateArgs(template, around), {
          parent: this,
          protect: template.protect,
        }),
    );
    const healthChecks = createEach(
      managed.healthChecks,
      ({ key, protect, args }) => new HealthCheck(key, args, { parent: this, protect }),
    );
    this.managers = createEach(managed.managers, ({ key, protect, args, template, autohealing }: DesiredManager) => {
      const made = {
        versions: [{ instanceTemplate: known(templates, template).selfLink }],
        ...(autohealing && {
          autoHealingPolicies: {
            healthCheck: known(healthChecks, autohealing.healthCheck).selfLink,
            initialDelaySec: autohealing.initialDelaySec,
          },
        }),
      };
      const registered = { parent: this, protect };
      return "zone" in args
        ? new InstanceGroupManager(key, { ...args, ...made }, registered)
        : new RegionInstanceGroupManager(key, { ...args, ...made }, registered);
    });
    createEach(managed.autoscalers, ({ key, protect, args, manager }) => {
      const target = known(this.managers, manager).selfLink;
      const registered = { parent: this, protect };
      return "zone" in args
        ? new Autoscaler(key, { ...args, target }, registered)
        : new RegionAutoscaler(key, { ...args, target }, registered);
    });
    this.registerOutputs({});
  }
}

function templateArgs(
  template: DesiredInstanceTemplate,
  { subnets, accounts, references }: Omit<ManagedMachinesArgs, "managed">,
): RegionInstanceTemplateArgs {
  const metadata = Object.fromEntries(
    Object.entries(template.metadata).map(([key, text]) => [key, references.resolve(text)]),
  );
  const args: RegionInstanceTemplateArgs = {
    ...template.args,
    networkInterfaces: [
      {
        subnetwork: known(subnets, template.subnet).id,
        accessConfigs: template.external === "ephemeral" ? [{}] : [],
      },
    ],
    metadata,
    ...(template.startupScript && { metadataStartupScript: references.resolve(template.startupScript) }),
    ...(template.serviceAccount && {
      serviceAccount: { email: known(accounts, template.serviceAccount).email, scopes: ["cloud-platform"] },
    }),
  };
  return { ...args, name: output(args).apply((contents) => contentName(template.prefix, contents)) };
}
