import type { KubernetesApi, KubernetesObject, Resource } from "../../kubernetes/client/index.ts";
import { keyOf } from "../../kubernetes/flux/index.ts";
import { isNewer } from "../live/index.ts";

/** Told of every newer version, before the watch tells it or afterwards. */
export type StoreListener = (before: KubernetesObject | undefined, now: KubernetesObject) => void;

/** The newest known version of every object of one kind of the agent's own API, and the way to write their status. */
export class ObjectStore {
  readonly #api: KubernetesApi;
  readonly resource: Resource;
  readonly #listener: StoreListener;
  readonly #objects = new Map<string, KubernetesObject>();

  constructor(api: KubernetesApi, resource: Resource, listener: StoreListener = () => undefined) {
    this.#api = api;
    this.resource = resource;
    this.#listener = listener;
  }

  get(key: string): KubernetesObject | undefined {
    return this.#objects.get(key);
  }

  all(): Iterable<readonly [key: string, object: KubernetesObject]> {
    return this.#objects;
  }

  /** Takes over what a watch or a write told. Returns the version before. */
  learn(object: KubernetesObject): KubernetesObject | undefined {
    const key = storeKey(object);
    const before = this.#objects.get(key);
    const newer = isNewer(object.metadata.resourceVersion ?? "", before?.metadata.resourceVersion ?? "");
    if (before === undefined || newer || before.metadata.uid !== object.metadata.uid) {
      this.#objects.set(key, object);
      this.#listener(before, object);
    }
    return before;
  }

  forget(key: string): void {
    this.#objects.delete(key);
  }

  /** Merges `status` into the object's and leaves it alone when that changes nothing. */
  async writeStatus(key: string, status: Readonly<Record<string, unknown>>): Promise<void> {
    const object = this.#objects.get(key);
    if (object === undefined || saysAlready(object["status"], status)) return;
    this.learn(await this.#api.mergePatch(this.#addressOf(object), { status }, { subresource: "status" }));
  }

  /** Replaces the finalizers, unless the object changed in between: then it is done again from the newer one. */
  async writeFinalizers(key: string, finalizers: readonly string[]): Promise<void> {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    const { resourceVersion } = object.metadata;
    const changed = await this.#api.mergePatch(this.#addressOf(object), { metadata: { finalizers, resourceVersion } });
    this.learn(changed);
  }

  #addressOf({ metadata: { namespace, name } }: KubernetesObject) {
    return { resource: this.resource, name, ...(namespace !== undefined && { namespace }) };
  }
}

const storeKey = ({ metadata }: KubernetesObject): string =>
  keyOf({ namespace: metadata.namespace ?? "", name: metadata.name });

/** What a merge patch would leave as it is. */
function saysAlready(current: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  const status = (current ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([field, value]) =>
    value === null ? status[field] === undefined : equal(status[field], value),
  );
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && equal(value, right.get(key)));
}
