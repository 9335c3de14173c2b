import { setTimeout as pause } from "node:timers/promises";
import { KubeConfig, type KubernetesObject, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import type { Story } from "./story.ts";

/** One object of a cluster, by the words that a person would use for it. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type LiveObject = KubernetesObject & {
  readonly spec?: Record<string, unknown>;
  readonly data?: Record<string, string>;
  readonly status?: Record<string, unknown>;
};

/** A cluster client with the rights of a kubeconfig: reads objects, and changes them past Git. */
export class ClusterClient {
  private readonly api: KubernetesObjectApi;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    this.api = KubernetesObjectApi.makeApiClient(config);
  }

  static async of({ stage }: Story, cluster: string): Promise<ClusterClient> {
    const { stdout, stderr, exitCode } = await stage.groundwork("local", "kubeconfig", cluster);
    if (exitCode !== 0) throw new Error(`There is no kubeconfig for ${cluster}: ${stderr}`);
    return new ClusterClient(stdout);
  }

  /** `undefined` when it is not there. */
  async find({ apiVersion, kind, namespace, name }: ObjectName): Promise<LiveObject | undefined> {
    try {
      return await this.api.read<LiveObject>({ apiVersion, kind, metadata: { namespace, name } });
    } catch (thrown) {
      if ((thrown as { code?: number }).code === 404) return undefined;
      throw thrown;
    }
  }

  async patch({ apiVersion, kind, namespace, name }: ObjectName, change: Record<string, unknown>): Promise<void> {
    const body = { apiVersion, kind, metadata: { namespace, name }, ...change };
    await this.api.patch(body, undefined, undefined, "kubectl-edit", undefined, PatchStrategy.MergePatch);
  }

  async delete({ apiVersion, kind, namespace, name }: ObjectName): Promise<void> {
    await this.api.delete({ apiVersion, kind, metadata: { namespace, name } });
  }

  /** Looks at the object until it is as wanted, for at most `seconds`; answers whether it came to be so. */
  async until(
    name: ObjectName,
    wanted: (object: LiveObject | undefined) => boolean,
    seconds: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const deadline = performance.now() + seconds * 1000;
    while (!wanted(await this.find(name))) {
      if (performance.now() > deadline) return false;
      await pause(100, undefined, { signal });
    }
    return true;
  }
}
