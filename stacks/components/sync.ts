import { readdirSync, readFileSync } from "node:fs";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import {
  CustomResourceDefinition,
  type CustomResourceDefinitionArgs,
} from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Resource } from "@pulumi/pulumi";
import type { DesiredSync } from "../../src/desired/index.ts";
import { type FluxManifests, fluxAccount, fluxNamespace } from "../../src/desired/of-program/index.ts";
import type { Followed } from "../../src/environment/index.ts";
import type { FollowedRepository } from "../repository.ts";
import { Agent } from "./agent.ts";
import { changedBy, Flux, Installed } from "./flux.ts";
import { credentialsOf } from "./repository-credentials.ts";

export interface SyncArgs {
  readonly sync: DesiredSync;
  readonly repository: FollowedRepository;
  /** What of the repository is followed. */
  readonly follows: Followed;
  /** What the manifests may refer to as `${name}`. */
  readonly facts: Readonly<Record<string, Input<string>>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What installs Flux; given where the agent is Flux, unless that is in the cluster already. */
  readonly flux: FluxManifests | undefined;
}

/** Where Flux keeps its objects: an environment moves between agents without moving these. */
export const SYNC_NAMESPACE = fluxNamespace;
export const FACTS_CONFIG_MAP = "groundwork-environment";
const CREDENTIALS_SECRET = "groundwork-repository";

/** The sync agent in the cluster, what it follows, and the infrastructure's facts for the manifests. */
export class Sync extends ComponentResource {
  constructor(
    name: string,
    { sync, repository, follows, facts, labels, flux }: SyncArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Sync", name, {}, options);

    const installed = sync.agent === "flux" ? this.installFlux(sync, flux) : this.installAgent(sync, labels);
    const inNamespace = { namespace: SYNC_NAMESPACE, labels: { ...labels } };
    const factsMap = new ConfigMap(
      FACTS_CONFIG_MAP,
      { metadata: { ...inNamespace, name: FACTS_CONFIG_MAP }, data: { ...facts } },
      { parent: this, dependsOn: installed },
    );
    const credentials = credentialsOf(repository);
    const secrets = credentials && [
      new Secret(
        CREDENTIALS_SECRET,
        { metadata: { ...inNamespace, name: CREDENTIALS_SECRET }, data: credentials },
        { parent: this, dependsOn: installed },
      ),
    ];
    const source = new CustomResource(
      "source",
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: { ...inNamespace, name: sync.name },
        spec: {
          url: repository.url,
          ...(repository.githubApp && { provider: "github" }),
          ...(secrets && { secretRef: { name: CREDENTIALS_SECRET } }),
          ref: { [follows.kind]: follows.value },
          interval: sync.interval,
          // Left out where Git does not ask for it, so that a suspension by a person is no difference to the program.
          ...(sync.suspend && { suspend: true }),
        },
      },
      { parent: this, dependsOn: [...(secrets ?? []), ...installed] },
    );
    new CustomResource(
      "apps",
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { ...inNamespace, name: sync.name },
        spec: {
          sourceRef: { kind: "GitRepository", name: sync.name },
          path: sync.path,
          interval: sync.interval,
          prune: sync.prune,
          ...(sync.suspend && { suspend: true }),
          deletionPolicy: sync.deletionPolicy,
          // The environment's own objects are its administrators'; where teams are kept apart, others are applied by accounts of theirs.
          ...(sync.flux?.multitenant && { serviceAccountName: fluxAccount }),
          wait: true,
          timeout: "5m0s",
          ...(sync.decryption && {
            decryption: { provider: "sops", secretRef: { name: sync.decryption.secret } },
          }),
          postBuild: { substituteFrom: [{ kind: "ConfigMap", name: FACTS_CONFIG_MAP }] },
        },
      },
      { parent: this, dependsOn: [source, factsMap, ...installed] },
    );
    this.registerOutputs({});
  }

  private installAgent({ receiver }: DesiredSync, labels: SyncArgs["labels"]): Resource[] {
    const namespace = new Namespace(
      SYNC_NAMESPACE,
      { metadata: { name: SYNC_NAMESPACE, labels: { ...labels } } },
      { parent: this, ...kept },
    );
    const definitions = definitionFiles({ receiver }).map(
      (definition) => new CustomResourceDefinition(definition.metadata.name, definition, { parent: this, ...kept }),
    );
    return [
      ...definitions,
      new Agent(
        "agent",
        { namespace: SYNC_NAMESPACE, labels, receiver },
        { parent: this, dependsOn: [namespace, ...definitions] },
      ),
    ];
  }

  private installFlux({ flux: installation }: DesiredSync, manifests: FluxManifests | undefined): Resource[] {
    if (manifests === undefined) return [];
    const upgradedBy = installation?.upgradedBy ?? "pulumi";
    const first = [manifests.namespace, ...manifests.definitions].map(
      (manifest) => new Installed(manifest, { parent: this, ...changedBy(upgradedBy, manifest), ...kept }),
    );
    return [...first, new Flux("flux", { manifests, upgradedBy }, { parent: this, dependsOn: first })];
  }
}

/**
 * Every object of a kind goes with its definition, and Flux's kinds delete what they applied when they go. So these stay in a cluster that
 * no longer has an agent.
 */
const kept = { retainOnDelete: true };

type NamedDefinition = CustomResourceDefinitionArgs & { readonly metadata: { readonly name: string } };

/** As Flux defines them: the fields that Groundwork's agent honors are described, all others are kept as written. */
function definitionFiles({ receiver }: Pick<DesiredSync, "receiver">): readonly NamedDefinition[] {
  const folder = new URL("../manifests/", import.meta.url);
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".crd.json") && (receiver || !file.startsWith("receivers.")),
  );
  return files.toSorted().map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as NamedDefinition);
}
