import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type {
  ClusterApi,
  KubernetesObject,
  ObjectChange,
  ResourceId,
} from "../../src/local/cluster/api-server/index.ts";

const plurals: Readonly<Record<string, string>> = {
  Endpoints: "endpoints",
  Ingress: "ingresses",
  StorageClass: "storageclasses",
};

/**
 * A cluster's API in memory: versions, generations, watches, finalizers and owners, without admission, defaults or schemas.
 * Passes the contract of the port.
 */
export class MemoryClusterApi implements ClusterApi {
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Map<string, Set<(change: ObjectChange) => void>>();
  #version = 0;

  get(resource: ResourceId, name: string, namespace?: string): KubernetesObject | undefined {
    return this.#of(tableOf(resource)).get(`${namespace ?? ""}/${name}`);
  }

  list(resource: ResourceId, namespace?: string): readonly KubernetesObject[] {
    const all = [...this.#of(tableOf(resource)).values()];
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  async create(object: KubernetesObject): Promise<KubernetesObject> {
    const table = tableOfObject(object);
    const key = keyOf(object);
    if (this.#of(table).has(key)) throw new Error(`${object.kind} ${key} already exists`);
    const metadata = {
      ...object.metadata,
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: new Date().toISOString(),
    };
    return this.#put(table, { ...structuredClone(object), metadata }, "ADDED");
  }

  async updateStatus(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: (status: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const current = this.#existing(resource, name, namespace);
    const status = change((current["status"] ?? {}) as Record<string, unknown>);
    this.#put(tableOf(resource), { ...current, status: structuredClone(status) }, "MODIFIED");
  }

  async update(
    resource: ResourceId,
    name: string,
    namespace: string | undefined,
    change: (object: KubernetesObject) => KubernetesObject,
  ): Promise<void> {
    const current = this.#existing(resource, name, namespace);
    const changed = structuredClone(change(structuredClone(current)));
    const sameSpec = JSON.stringify(changed["spec"]) === JSON.stringify(current["spec"]);
    const generation = (current.metadata.generation ?? 0) + (sameSpec ? 0 : 1);
    const next = { ...changed, metadata: { ...changed.metadata, generation } };
    this.#put(tableOf(resource), next, "MODIFIED");
    if (next.metadata.deletionTimestamp !== undefined && !isHeld(next)) await this.#remove(resource, next);
  }

  async delete(resource: ResourceId, name: string, namespace?: string): Promise<void> {
    const object = this.get(resource, name, namespace);
    if (object === undefined) return;
    if (!isHeld(object)) return await this.#remove(resource, object);
    const deletionTimestamp = object.metadata.deletionTimestamp ?? new Date().toISOString();
    this.#put(tableOf(resource), { ...object, metadata: { ...object.metadata, deletionTimestamp } }, "MODIFIED");
  }

  async #remove(resource: ResourceId, object: KubernetesObject): Promise<void> {
    this.#of(tableOf(resource)).delete(keyOf(object));
    this.#tell(tableOf(resource), { type: "DELETED", object });
    for (const table of this.#objects.values()) {
      for (const other of table.values()) {
        if (!other.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid)) continue;
        await this.delete(idOf(other), other.metadata.name, other.metadata.namespace);
      }
    }
  }

  watch(resource: ResourceId, listener: (change: ObjectChange) => void): () => void {
    const table = tableOf(resource);
    const listeners = this.#listeners.get(table) ?? new Set();
    this.#listeners.set(table, listeners.add(listener));
    for (const object of this.#of(table).values()) listener({ type: "ADDED", object });
    return () => listeners.delete(listener);
  }

  #existing(resource: ResourceId, name: string, namespace: string | undefined): KubernetesObject {
    const found = this.get(resource, name, namespace);
    if (found === undefined) throw new Error(`${resource.resource} ${namespace ?? ""}/${name} not found`);
    return found;
  }

  /** A write that changes nothing is none. */
  #put(table: string, object: KubernetesObject, type: "ADDED" | "MODIFIED"): KubernetesObject {
    const current = this.#of(table).get(keyOf(object));
    if (current !== undefined && isDeepStrictEqual(current, object)) return current;
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#of(table).set(keyOf(stored), stored);
    this.#tell(table, { type, object: stored });
    return stored;
  }

  #tell(table: string, change: ObjectChange): void {
    for (const listener of this.#listeners.get(table) ?? []) listener(change);
  }

  #of(table: string): Map<string, KubernetesObject> {
    const found = this.#objects.get(table) ?? new Map<string, KubernetesObject>();
    this.#objects.set(table, found);
    return found;
  }
}

function isHeld({ metadata }: KubernetesObject): boolean {
  return (metadata.finalizers ?? []).length > 0;
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function tableOf({ group, resource }: ResourceId): string {
  return `${group}/${resource}`;
}

function idOf({ apiVersion, kind }: KubernetesObject): ResourceId {
  const [first = "", second] = apiVersion.split("/");
  const resource = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return second === undefined ? { group: "", version: first, resource } : { group: first, version: second, resource };
}

function tableOfObject(object: KubernetesObject): string {
  return tableOf(idOf(object));
}
