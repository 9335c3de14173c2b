import { CustomResource as Instance } from "@pulumi/kubernetes/apiextensions/customResource.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  CustomResource,
  type CustomResourceOptions,
  type Resource,
} from "@pulumi/pulumi";
import { type FluxManifest, type FluxManifests, fluxNamespace } from "../../src/desired/of-program/index.ts";
import { objectAt } from "../../src/lib/index.ts";

export interface FluxArgs {
  readonly manifests: FluxManifests;
  /** What changes Flux once it is installed. */
  readonly upgradedBy: "pulumi" | "git";
}

/**
 * Flux's controllers, or flux-operator and the `FluxInstance` by which it installs them. Their namespace and the definitions of their
 * kinds are not among it: these outlive the choice of an agent.
 */
export class Flux extends ComponentResource {
  constructor(name: string, { manifests, upgradedBy }: FluxArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Flux", name, {}, options);
    const install = (some: readonly FluxManifest[], dependsOn: Resource[]): Resource[] =>
      some.map((manifest) => new Installed(manifest, { parent: this, dependsOn, ...changedBy(upgradedBy, manifest) }));
    const isController = ({ kind }: FluxManifest) => kind === "Deployment";
    const needed = manifests.others.filter((one) => !isController(one));
    // A controller that ends gives up its lease, as long as it may.
    const installed = install(manifests.others.filter(isController), install(needed, []));
    const { instance } = manifests;
    if (instance !== undefined) {
      const { apiVersion, kind, metadata, ...fields } = waitedFor(instance);
      new Instance(
        nameOf(instance),
        { apiVersion, kind, metadata, ...fields },
        { parent: this, dependsOn: installed, ...changedBy(upgradedBy, instance) },
      );
    }
    this.registerOutputs({});
  }
}

/** An object as it stands in a manifest. The package's class of its kind is not used: to find it, every kind would be loaded. */
export class Installed extends CustomResource {
  constructor(manifest: FluxManifest, options: CustomResourceOptions) {
    const { apiVersion, kind } = manifest;
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    super(`kubernetes:${group}:${kind}`, nameOf(manifest), taken(manifest), options);
  }
}

/** What Flux changes of itself the program leaves as it is. It takes Flux away all the same, so that no two agents are left in a cluster. */
export function changedBy(upgradedBy: FluxArgs["upgradedBy"], manifest: FluxManifest): CustomResourceOptions {
  return upgradedBy === "pulumi" ? {} : { ignoreChanges: Object.keys(manifest) };
}

/** Flux may stand in the cluster already, with fields of other managers. */
function taken(manifest: FluxManifest): FluxManifest {
  return annotated(manifest, { "pulumi.com/patchForce": "true" });
}

/** The kinds of Flux are there once flux-operator has installed it. */
function waitedFor(instance: FluxManifest): FluxManifest {
  return annotated(taken(instance), { "pulumi.com/waitFor": "condition=Ready" });
}

function annotated(manifest: FluxManifest, annotations: Readonly<Record<string, string>>): FluxManifest {
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: { ...metadata, annotations: { ...objectAt(metadata, "annotations"), ...annotations } },
  };
}

/** Definitions and namespaces are called as Groundwork's own agent calls them, so that they stay when one agent takes the other's place. */
function nameOf({ kind, metadata: { name, namespace } }: FluxManifest): string {
  if (kind === "CustomResourceDefinition" || kind === "Namespace") return name;
  return [kind, ...(namespace === undefined || namespace === fluxNamespace ? [] : [namespace]), name].join("/");
}
