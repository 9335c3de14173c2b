import { keptPromises } from "../../lib/index.ts";
import type { KubernetesObject, ObjectAddress } from "./object.ts";
import { collectionPath } from "./paths.ts";

/** How the objects are read. */
export interface ObjectReader {
  get(at: ObjectAddress): Promise<KubernetesObject | undefined>;
  /** All objects of the same kind and namespace; `undefined` where they may be read and not listed. */
  list(like: ObjectAddress): Promise<readonly KubernetesObject[] | undefined>;
}

/**
 * Objects that are going to be asked for, read in as few requests as it takes: by one list for each kind and namespace of which there
 * are at least `fewest`, one by one otherwise. A list is kept as long as this.
 */
export class WantedObjects {
  readonly #reader: ObjectReader;
  readonly #fewest: number;
  readonly #wanted = new Map<string, number>();
  readonly #lists = keptPromises<ReadonlyMap<string, KubernetesObject> | undefined>();

  constructor(reader: ObjectReader, wanted: readonly ObjectAddress[], fewest: number) {
    this.#reader = reader;
    this.#fewest = fewest;
    for (const at of wanted) {
      const key = collectionOf(at);
      this.#wanted.set(key, (this.#wanted.get(key) ?? 0) + 1);
    }
  }

  /** `undefined` when it is not there. */
  async get(at: ObjectAddress): Promise<KubernetesObject | undefined> {
    const key = collectionOf(at);
    if ((this.#wanted.get(key) ?? 0) < this.#fewest) return await this.#reader.get(at);
    const listed = await this.#lists(key, () => this.#list(at));
    return listed === undefined ? await this.#reader.get(at) : listed.get(at.name);
  }

  async #list(like: ObjectAddress): Promise<ReadonlyMap<string, KubernetesObject> | undefined> {
    const items = await this.#reader.list(like);
    return items && new Map(items.map((item) => [item.metadata.name, item]));
  }
}

const collectionOf = ({ resource, namespace }: ObjectAddress): string => collectionPath(resource, namespace);
