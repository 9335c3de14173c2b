import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { cleaningUp, listAt, tellingFailure, withValue } from "../../../src/lib/index.ts";
import { fluxObjects, fluxRelease } from "../../fixtures/flux-release.ts";
import { EdgeRepository } from "../../scenario/agent-harness/index.ts";
import { type ControllerExecutables, definitionsOf, startFlux } from "./flux-controllers.ts";
import type { RunningAgent } from "./our-agent.ts";
import { Side, type SideExecutables } from "./side.ts";

/** The environment `edge`, whose cluster is a kube-apiserver, with Flux's controllers at work as the environment installs them. */
export class EnvironmentOnFlux {
  private constructor(
    readonly side: Side,
    readonly repository: EdgeRepository,
    private readonly flux: RunningAgent,
  ) {}

  static async start(executables: ControllerExecutables & SideExecutables): Promise<EnvironmentOnFlux> {
    const folder = await mkdtemp(path.join(inject("runFolder"), "flux-bootstrap-"));
    const [side, repository] = await Promise.all([Side.start(executables, folder), EdgeRepository.create()]);
    const begin = async () => {
      // Nothing runs in this cluster, so that no Deployment would ever be called ready.
      const others = fluxObjects()
        .filter(({ kind }) => kind !== "CustomResourceDefinition")
        .map((object) => withValue(object, ["metadata", "annotations"], { "pulumi.com/skipAwait": "true" }));
      await repository.write("flux/install.yaml", fluxRelease([...(await definitionsOf(executables)), ...others]));
      const kubeconfig = JSON.stringify(await readFile(side.kubeconfig, "utf8"));
      await repository.write("Pulumi.edge.yaml", `config:\n  groundwork:edge: ${kubeconfig}\n`);
      await repository.declare(syncOf(""));
      const installed = await repository.up("--no-wait");
      if (installed.code !== 0) throw new Error(installed.out + installed.err);
      const deployments = await side.api.resourceOf("apps/v1", "Deployment");
      const where = { namespace: "flux-system", name: "kustomize-controller" };
      const deployment = await side.api.get({ resource: deployments, ...where });
      const more = listAt(deployment, "spec", "template", "spec", "containers", 0, "args").map(String);
      const running = await startFlux(executables, side, { namespace: "flux-system", allNamespaces: true, more });
      return new EnvironmentOnFlux(side, repository, running);
    };
    return await tellingFailure(begin, async () => await Promise.all([repository.remove(), side.stop()]));
  }

  /** @param settings of `spec.sync`, after those that name the cluster and Flux, such as `, prune: false` */
  async declare(settings: string): Promise<void> {
    await this.repository.declare(syncOf(settings));
  }

  async up(...flags: readonly string[]) {
    return await this.repository.up(...flags);
  }

  /** An object in the cluster, in no namespace where none is said. */
  async objectAt(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<KubernetesObject | undefined> {
    const resource = await this.side.api.resourceOf(apiVersion, kind);
    return await this.side.api.get({ resource, name, ...(namespace !== undefined && { namespace }) });
  }

  async stop(): Promise<void> {
    await cleaningUp(
      async () => await this.flux.stop(),
      async () => await Promise.all([this.repository.remove(), this.side.stop()]),
    );
  }
}

const syncOf = (settings: string): string =>
  `  sync: { kubeconfig: edge, interval: 10s, agent: flux, flux: { manifests: flux/install.yaml }${settings} }`;
