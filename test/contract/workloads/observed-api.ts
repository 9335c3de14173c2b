import type {
  ClusterApi,
  KubernetesObject,
  ObjectChange,
  ResourceId,
} from "../../../src/local/cluster/api-server/index.ts";

type Change<Of> = (before: Of) => Of;

/** A cluster's API that counts what is written through it and can be waited for. */
export class ObservedApi implements ClusterApi {
  /** How often anything was written. */
  writes = 0;

  constructor(readonly inner: ClusterApi) {}

  get(resource: ResourceId, name: string, namespace?: string): KubernetesObject | undefined {
    return this.inner.get(resource, name, namespace);
  }

  list(resource: ResourceId, namespace?: string): readonly KubernetesObject[] {
    return this.inner.list(resource, namespace);
  }

  create(object: KubernetesObject): Promise<KubernetesObject> {
    this.writes += 1;
    return this.inner.create(object);
  }

  updateStatus(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: Change<Record<string, unknown>>,
  ): Promise<void> {
    this.writes += 1;
    return this.inner.updateStatus(resource, name, namespace, change);
  }

  update(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: Change<KubernetesObject>,
  ): Promise<void> {
    this.writes += 1;
    return this.inner.update(resource, name, namespace, change);
  }

  delete(resource: ResourceId, name: string, namespace?: string): Promise<void> {
    this.writes += 1;
    return this.inner.delete(resource, name, namespace);
  }

  watch(resource: ResourceId, listener: (change: ObjectChange) => void): () => void {
    return this.inner.watch(resource, listener);
  }

  /** Resolves once `condition` holds. */
  async until(condition: () => boolean, milliseconds = 60_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`Not in ${milliseconds} ms: ${condition.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Resolves once nothing has been written for a few turns of the loop. */
  async settle(): Promise<void> {
    for (let quiet = 0, seen = this.writes; quiet < 10; quiet = seen === this.writes ? quiet + 1 : 0) {
      seen = this.writes;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
