import { Service } from "@pulumi/gcp/projects/service.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach } from "./lookup.ts";

/** The project's APIs that have to answer before anything else can be created. */
export class Services extends ComponentResource {
  constructor(name: string, { services }: Pick<DesiredState, "services">, options?: ComponentResourceOptions) {
    super("groundwork:index:Services", name, {}, options);
    createEach(services, ({ key, protect, args }) => new Service(key, args, { parent: this, protect }));
    this.registerOutputs({});
  }
}
