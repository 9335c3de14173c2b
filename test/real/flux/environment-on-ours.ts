import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inject } from "vitest";
import { cleaningUp, numberAt, tellingFailure } from "../../../src/lib/index.ts";
import { EdgeRepository } from "../../scenario/agent-harness/index.ts";
import { type RunningAgent, startOurs } from "./our-agent.ts";
import { Side, type SideExecutables } from "./side.ts";

const agentName = { namespace: "flux-system", name: "groundwork-agent" };

/** The environment `edge`, whose cluster is a kube-apiserver, with our agent at work outside of it. */
export class EnvironmentOnOurs {
  private constructor(
    readonly side: Side,
    readonly repository: EdgeRepository,
    private readonly agent: RunningAgent,
  ) {}

  static async start(executables: SideExecutables): Promise<EnvironmentOnOurs> {
    const folder = await mkdtemp(path.join(inject("runFolder"), "ours-bootstrap-"));
    const [side, repository] = await Promise.all([Side.start(executables, folder), EdgeRepository.create()]);
    const begin = async () => {
      const kubeconfig = JSON.stringify(await readFile(side.kubeconfig, "utf8"));
      await repository.write("Pulumi.edge.yaml", `config:\n  groundwork:edge: ${kubeconfig}\n`);
      const agent = startOurs(side, { namespace: agentName.namespace, allNamespaces: true });
      return new EnvironmentOnOurs(side, repository, agent);
    };
    return await tellingFailure(begin, async () => await Promise.all([repository.remove(), side.stop()]));
  }

  /** @param settings of `spec.sync`, after those that name the cluster, such as `, prune: false` */
  async declare(settings: string): Promise<void> {
    await this.repository.declare(`  sync: { kubeconfig: edge, interval: 10s${settings} }`);
  }

  /** Nothing runs in this cluster: that the agent's Deployment is available is said in place of its controller. */
  async up(...flags: readonly string[]) {
    const ended = new AbortController();
    const said = this.#sayAvailable(ended.signal);
    return await cleaningUp(
      async () => await this.repository.up(...flags),
      async () => {
        ended.abort();
        await said;
      },
    );
  }

  async stop(): Promise<void> {
    await cleaningUp(
      async () => await this.agent.stop(),
      async () => await Promise.all([this.repository.remove(), this.side.stop()]),
    );
  }

  async #sayAvailable(signal: AbortSignal): Promise<void> {
    const { api } = this.side;
    const at = { resource: await api.resourceOf("apps/v1", "Deployment"), ...agentName };
    while (!signal.aborted) {
      const deployment = await api.get(at);
      const generation = numberAt(deployment, "metadata", "generation");
      if (generation !== undefined && numberAt(deployment, "status", "observedGeneration") !== generation) {
        const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
        const conditions = [{ type: "Available", status: "True", reason: "MinimumReplicasAvailable" }];
        const status = { observedGeneration: generation, ...counts, conditions };
        await api.mergePatch(at, { status }, { subresource: "status" });
      }
      await delay(100);
    }
  }
}
