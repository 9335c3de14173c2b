import { UnknownKind } from "./errors.ts";
import { groupVersion, type Resource } from "./object.ts";
import { groupPath } from "./paths.ts";

/** Answers the resources of one group and version, or `undefined` when it is not served. */
export type ReadGroupVersion = (
  path: string,
) => Promise<{ readonly resources?: readonly ServedResource[] } | undefined>;

interface ServedResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Which resource serves a kind. Reads each group and version once; a kind that is not in it is looked for anew. */
export class Discovery {
  readonly #read: ReadGroupVersion;
  readonly #known = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  constructor(read: ReadGroupVersion) {
    this.#read = read;
  }

  /** @throws {UnknownKind} */
  async resourceOf(apiVersion: string, kind: string): Promise<Resource> {
    const remembered = this.#known.has(apiVersion);
    const found = (await this.#kinds(apiVersion)).get(kind);
    if (found !== undefined) return found;
    this.#known.delete(apiVersion);
    const second = remembered ? (await this.#kinds(apiVersion)).get(kind) : undefined;
    if (second !== undefined) return second;
    // Nothing is remembered of a miss: its definition may arrive at any time.
    this.#known.delete(apiVersion);
    throw new UnknownKind({ apiVersion, kind });
  }

  forget(): void {
    this.#known.clear();
  }

  #kinds(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const known = this.#known.get(apiVersion);
    if (known !== undefined) return known;
    const reading = this.#load(apiVersion);
    this.#known.set(apiVersion, reading);
    reading.catch(() => this.#known.delete(apiVersion));
    return reading;
  }

  async #load(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { group, version } = groupVersion(apiVersion);
    const served = await this.#read(groupPath(group, version));
    const resources = (served?.resources ?? []).filter(({ name }) => !name.includes("/"));
    return new Map(
      resources.map(({ name, kind, namespaced }) => [kind, { group, version, plural: name, kind, namespaced }]),
    );
  }
}
