import type { Address } from "@pulumi/gcp/compute/address.js";
import { Disk } from "@pulumi/gcp/compute/disk.js";
import { Instance, type InstanceArgs } from "@pulumi/gcp/compute/instance.js";
import { InstanceGroup } from "@pulumi/gcp/compute/instanceGroup.js";
import type { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredMachine, DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export type MachinesArgs = Pick<DesiredState, "disks" | "machines" | "instanceGroups"> & {
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly addresses: ReadonlyMap<string, Address>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly references: References;
};

/** The virtual machines, their disks, and the instance groups that load balancers send traffic to. */
export class Machines extends ComponentResource {
  readonly instances: ReadonlyMap<string, Instance>;
  readonly groups: ReadonlyMap<string, InstanceGroup>;

  constructor(name: string, args: MachinesArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Machines", name, {}, options);

    const disks = createEach(args.disks, ({ key, protect, args }) => new Disk(key, args, { parent: this, protect }));
    this.instances = createEach(
      args.machines,
      (machine) =>
        new Instance(machine.key, instanceArgs(machine, disks, args), { parent: this, protect: machine.protect }),
    );
    this.groups = createEach(args.instanceGroups, ({ key, protect, args, machines }) => {
      const instances = machines.map((machine) => known(this.instances, machine).selfLink);
      return new InstanceGroup(key, { ...args, instances }, { parent: this, protect });
    });
    this.registerOutputs({});
  }
}

function instanceArgs(
  machine: DesiredMachine,
  disks: ReadonlyMap<string, Disk>,
  { subnets, addresses, accounts, references }: MachinesArgs,
): InstanceArgs {
  const { external } = machine;
  const accessConfigs =
    external === "none"
      ? []
      : external === "ephemeral"
        ? [{}]
        : [{ natIp: known(addresses, external.address).address }];
  const metadata = Object.fromEntries(
    Object.entries(machine.metadata).map(([key, text]) => [key, references.resolve(text)]),
  );
  return {
    ...machine.args,
    networkInterfaces: [{ subnetwork: known(subnets, machine.subnet).id, accessConfigs }],
    attachedDisks: machine.disks.map(({ disk, deviceName }) => ({ source: known(disks, disk).selfLink, deviceName })),
    metadata,
    ...(machine.startupScript && { metadataStartupScript: references.resolve(machine.startupScript) }),
    ...(machine.serviceAccount && {
      serviceAccount: { email: known(accounts, machine.serviceAccount).email, scopes: ["cloud-platform"] },
    }),
  };
}
