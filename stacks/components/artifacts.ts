import { Repository } from "@pulumi/gcp/artifactregistry/repository.js";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type ArtifactsArgs = Pick<DesiredState, "artifactRepositories">;

/** Repositories of images and packages. */
export class Artifacts extends ComponentResource {
  readonly repositories: ReadonlyMap<string, Repository>;

  constructor(name: string, { artifactRepositories }: ArtifactsArgs, options?: ComponentResourceOptions) {
    super("groundwork:index:Artifacts", name, {}, options);

    const holding = createEach(
      artifactRepositories.filter(({ upstreams }) => upstreams === undefined),
      ({ key, protect, args }) => new Repository(key, args, { parent: this, protect }),
    );
    const virtual = createEach(
      artifactRepositories.filter(({ upstreams }) => upstreams !== undefined),
      ({ key, protect, args, upstreams = [] }) => {
        const upstreamPolicies = upstreams.map(({ repository, priority }) => ({
          id: repository,
          priority,
          repository: known(holding, repository).id,
        }));
        const virtualRepositoryConfig = { upstreamPolicies };
        return new Repository(key, { ...args, virtualRepositoryConfig }, { parent: this, protect });
      },
    );
    this.repositories = new Map([...holding, ...virtual]);
    this.registerOutputs({});
  }
}
