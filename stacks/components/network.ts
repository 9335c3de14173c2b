import { Address } from "@pulumi/gcp/compute/address.js";
import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { Network as Vpc } from "@pulumi/gcp/compute/network.js";
import { NetworkPeering } from "@pulumi/gcp/compute/networkPeering.js";
import { Router } from "@pulumi/gcp/compute/router.js";
import { RouterNat } from "@pulumi/gcp/compute/routerNat.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export type NetworkArgs = Pick<
  DesiredState,
  "network" | "subnets" | "addresses" | "globalAddresses" | "router" | "nat" | "firewallRules" | "peerings"
> & {
  readonly references: References;
};

/** The VPC, what divides it, and its ways in and out. */
export class Network extends ComponentResource {
  readonly vpc: Vpc;
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly addresses: ReadonlyMap<string, Address>;
  readonly globalAddresses: ReadonlyMap<string, GlobalAddress>;

  constructor(name: string, args: NetworkArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Network", name, {}, options);

    this.vpc = new Vpc(args.network.key, args.network.args, { parent: this, protect: args.network.protect });
    const network = this.vpc.id;
    this.subnets = createEach(
      args.subnets,
      ({ key, protect, args }) => new Subnetwork(key, { ...args, network }, { parent: this, protect }),
    );
    this.addresses = createEach(
      args.addresses,
      ({ key, protect, args, subnet }) =>
        new Address(
          key,
          { ...args, ...(subnet !== undefined && { subnetwork: known(this.subnets, subnet).id }) },
          { parent: this, protect },
        ),
    );
    this.globalAddresses = createEach(
      args.globalAddresses,
      ({ key, protect, args }) => new GlobalAddress(key, args, { parent: this, protect }),
    );
    createEach(
      args.firewallRules,
      ({ key, protect, args }) => new Firewall(key, { ...args, network }, { parent: this, protect }),
    );

    if (args.router !== undefined) {
      const router = new Router(
        args.router.key,
        { ...args.router.args, network },
        { parent: this, protect: args.router.protect },
      );
      if (args.nat !== undefined) {
        const natIps = args.nat.addresses.map((key) => known(this.addresses, key).selfLink);
        const nat = { ...args.nat.args, router: router.name, ...(natIps.length > 0 && { natIps }) };
        new RouterNat(args.nat.key, nat, { parent: this, protect: args.nat.protect });
      }
    }

    const networkOf = (side: (typeof args.peerings)[number]["network"]) =>
      side === "self" ? this.vpc.selfLink : args.references.resolve(side);
    createEach(
      args.peerings,
      ({ key, protect, args, network, peerNetwork }) =>
        new NetworkPeering(
          key,
          { ...args, network: networkOf(network), peerNetwork: networkOf(peerNetwork) },
          { parent: this, protect },
        ),
    );
    this.registerOutputs({ id: this.vpc.id });
  }
}
