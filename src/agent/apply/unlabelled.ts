import {
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type ObjectAddress,
} from "../../kubernetes/client/index.ts";
import { ownerNameLabel } from "../../kubernetes/flux/index.ts";

/** From so many objects of one kind in one namespace on, a list costs less than to read each. */
const fewest = 4;

/**
 * Objects that carry no Kustomization's label, so that no watch tells of them: those that others made before the source declared
 * them. One list for each kind and namespace, kept as long as this; only metadata is read.
 */
export class UnlabelledObjects {
  readonly #api: KubernetesApi;
  readonly #wanted = new Map<string, number>();
  readonly #lists = new Map<string, Promise<ReadonlyMap<string, KubernetesObject> | undefined>>();

  /** @param addresses all that are going to be asked for */
  constructor(api: KubernetesApi, addresses: readonly ObjectAddress[]) {
    this.#api = api;
    for (const address of addresses) {
      const key = collectionOf(address);
      this.#wanted.set(key, (this.#wanted.get(key) ?? 0) + 1);
    }
  }

  /** The object as far as its metadata goes; `undefined` when there is none without a label. */
  async find(address: ObjectAddress): Promise<KubernetesObject | undefined> {
    const key = collectionOf(address);
    if ((this.#wanted.get(key) ?? 0) < fewest) return this.#api.get(address);
    const list = this.#lists.get(key) ?? this.#list(address);
    this.#lists.set(key, list);
    const found = await list;
    return found === undefined ? this.#api.get(address) : found.get(address.name);
  }

  /** `undefined` when lists are not allowed: an account may be allowed to write what it must not list. */
  async #list({ resource, namespace }: ObjectAddress): Promise<ReadonlyMap<string, KubernetesObject> | undefined> {
    const selection = { labelSelector: `!${ownerNameLabel}`, metadataOnly: true, ...(namespace && { namespace }) };
    try {
      const { items } = await this.#api.list(resource, selection);
      return new Map(items.map((item) => [item.metadata.name, item]));
    } catch (thrown) {
      if (isRejected(thrown)) return undefined;
      throw thrown;
    }
  }
}

const collectionOf = ({ resource: { group, version, plural }, namespace = "" }: ObjectAddress): string =>
  `${group}/${version}/${plural}/${namespace}`;
