import { setTimeout as pause } from "node:timers/promises";
import {
  type KubernetesApi,
  type KubernetesObject,
  RestApi,
  RestClient,
  UnknownKind,
} from "../src/kubernetes/client/index.ts";
import { activeCluster, connectionOf, givenKubeconfig } from "../src/kubernetes/kubeconfig/index.ts";
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

/** A person with a kubeconfig: looks at objects and changes them past Git, as kubectl does. */
export class ClusterClient {
  private constructor(private readonly api: KubernetesApi) {}

  static async of({ stage }: Story, cluster: string): Promise<ClusterClient> {
    const { stdout, stderr, exitCode } = await stage.groundwork("local", "kubeconfig", cluster);
    if (exitCode !== 0) throw new Error(`There is no kubeconfig for ${cluster}: ${stderr}`);
    const client = new RestClient(await connectionOf(activeCluster(await givenKubeconfig(stdout))));
    return new ClusterClient(new RestApi(client, { fieldManager: "kubectl-edit" }));
  }

  /** `undefined` when it is not there, or its kind is not. */
  async find(name: ObjectName): Promise<LiveObject | undefined> {
    try {
      return await this.api.get(await this.addressOf(name));
    } catch (thrown) {
      if (thrown instanceof UnknownKind) return undefined;
      throw thrown;
    }
  }

  async patch(name: ObjectName, change: Record<string, unknown>): Promise<void> {
    await this.api.mergePatch(await this.addressOf(name), change);
  }

  async delete(name: ObjectName): Promise<void> {
    await this.api.delete(await this.addressOf(name));
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

  private async addressOf({ apiVersion, kind, namespace, name }: ObjectName) {
    return { resource: await this.api.resourceOf(apiVersion, kind), namespace, name };
  }
}
