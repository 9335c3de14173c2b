import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { Instance } from "@pulumi/gcp/redis/instance.js";
import { Connection } from "@pulumi/gcp/servicenetworking/connection.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach } from "./lookup.ts";

export type CachesArgs = Pick<DesiredState, "caches" | "privateServices"> & {
  /** Id of the network in which they answer. */
  readonly network: Output<string>;
};

/** Instances of Memorystore, and the way from the network to them. */
export class Caches extends ComponentResource {
  readonly instances: ReadonlyMap<string, Instance>;

  constructor(name: string, { caches, privateServices, network }: CachesArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Caches", name, {}, options);

    const connections = (privateServices === undefined ? [] : [privateServices]).map(({ range, connection }) => {
      const address = new GlobalAddress(
        range.key,
        { ...range.args, network },
        { parent: this, protect: range.protect },
      );
      return new Connection(
        connection.key,
        { ...connection.args, network, reservedPeeringRanges: [address.name] },
        { parent: this, protect: connection.protect },
      );
    });
    this.instances = createEach(
      caches,
      ({ key, protect, args }) =>
        new Instance(key, { ...args, authorizedNetwork: network }, { parent: this, protect, dependsOn: connections }),
    );
    this.registerOutputs({});
  }
}
