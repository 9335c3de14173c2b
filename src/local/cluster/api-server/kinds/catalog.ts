import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ObjectStore } from "../store/index.ts";
import { builtInTypes } from "./built-in.ts";
import { customTypes } from "./custom.ts";
import type { ResourceType } from "./resource-type.ts";

export const crdTable = "customresourcedefinitions.apiextensions.k8s.io";

/** What one cluster serves: the built-in resources and those of its established CustomResourceDefinitions. */
export class Catalog {
  readonly #byPath = new Map<string, ResourceType>();
  readonly #byKind = new Map<string, ResourceType>();
  readonly #custom = new Map<string, readonly ResourceType[]>();
  /** Newest states of established definitions that are not served yet. */
  readonly #awaited = new Map<string, JsonObject>();
  readonly #servedAfter: number;
  #generation = 0;

  /** @param servedAfter milliseconds from the moment in which a new definition is established to that in which it is served */
  constructor(store: ObjectStore, servedAfter: number) {
    this.#servedAfter = servedAfter;
    for (const type of builtInTypes()) this.#add(type);
    for (const [key, crd] of store.list(crdTable)) this.#define(key, crd);
    store.subscribe(({ table, key, type, object }) => {
      if (table !== crdTable) return;
      if (type === "DELETED") this.#forget(key);
      else if (this.#custom.has(key) || !isEstablished(object)) this.#define(key, object);
      else this.#await(key, object);
    });
  }

  /** Grows with every change of what is served. */
  get generation(): number {
    return this.#generation;
  }

  find(group: string, version: string, resource: string): ResourceType | undefined {
    return this.#byPath.get(`${group}/${version}/${resource}`);
  }

  ofKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** Any served version of a resource by where its objects are stored. */
  ofTable(table: string): ResourceType | undefined {
    for (const type of this.#byPath.values()) if (type.table === table) return type;
    return undefined;
  }

  all(): readonly ResourceType[] {
    return [...this.#byPath.values()];
  }

  /** As a server, which says that a definition is established before those that answer requests have heard of it. */
  #await(key: string, crd: JsonObject): void {
    const isAwaited = this.#awaited.has(key);
    this.#awaited.set(key, crd);
    if (isAwaited) return;
    const serve = (): void => {
      const newest = this.#awaited.get(key);
      if (newest !== undefined) this.#define(key, newest);
    };
    setTimeout(serve, this.#servedAfter).unref();
  }

  #define(key: string, crd: JsonObject): void {
    this.#forget(key);
    if (!isEstablished(crd)) return;
    const types = customTypes(crd);
    this.#custom.set(key, types);
    for (const type of types) this.#add(type);
  }

  #forget(key: string): void {
    this.#generation += 1;
    this.#awaited.delete(key);
    for (const type of this.#custom.get(key) ?? []) {
      this.#byPath.delete(`${type.group}/${type.version}/${type.resource}`);
      this.#byKind.delete(`${type.apiVersion}/${type.kind}`);
    }
    this.#custom.delete(key);
  }

  #add(type: ResourceType): void {
    this.#byPath.set(`${type.group}/${type.version}/${type.resource}`, type);
    if (!this.#byKind.has(`${type.apiVersion}/${type.kind}`)) this.#byKind.set(`${type.apiVersion}/${type.kind}`, type);
  }
}

function isEstablished(crd: JsonObject): boolean {
  return listOf(objectOf(crd.status).conditions).some((condition) => {
    const { type, status } = objectOf(condition);
    return stringOf(type) === "Established" && status === "True";
  });
}
