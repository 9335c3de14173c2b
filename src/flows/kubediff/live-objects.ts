import type { ComparableCluster } from "../../cluster/index.ts";
import {
  collectionPath,
  isRejected,
  type KubernetesObject,
  type ObjectAddress,
} from "../../kubernetes/client/index.ts";
import { keptPromises } from "../../lib/index.ts";

/** From so many objects of one kind and namespace on, a list costs less than reading each. */
const worthAList = 5;

/** What the cluster has of a set of objects, in as few requests as it takes. */
export class LiveObjects {
  readonly #cluster: Pick<ComparableCluster, "get" | "list">;
  readonly #wanted = new Map<string, number>();
  readonly #lists = keptPromises<ReadonlyMap<string, KubernetesObject> | undefined>();

  constructor(cluster: Pick<ComparableCluster, "get" | "list">, wanted: readonly ObjectAddress[]) {
    this.#cluster = cluster;
    for (const at of wanted) this.#wanted.set(collectionOf(at), (this.#wanted.get(collectionOf(at)) ?? 0) + 1);
  }

  async get(at: ObjectAddress): Promise<KubernetesObject | undefined> {
    const collection = collectionOf(at);
    if ((this.#wanted.get(collection) ?? 0) < worthAList) return await this.#cluster.get(at);
    const listed = await this.#lists(collection, () => this.#list(at));
    return listed === undefined ? await this.#cluster.get(at) : listed.get(at.name);
  }

  /** `undefined` where objects may be read and not listed. */
  async #list({ resource, namespace }: ObjectAddress): Promise<ReadonlyMap<string, KubernetesObject> | undefined> {
    try {
      const items = await this.#cluster.list(resource, namespace);
      return new Map(items.map((item) => [item.metadata.name, item]));
    } catch (thrown) {
      if (isRejected(thrown, 403)) return undefined;
      throw thrown;
    }
  }
}

const collectionOf = ({ resource, namespace }: ObjectAddress): string => collectionPath(resource, namespace);
