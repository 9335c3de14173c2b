import type { KubernetesApi, KubernetesObject, Resource } from "../../kubernetes/client/index.ts";
import { ownerNameLabel } from "../../kubernetes/flux/index.ts";
import type { Logger } from "../../lib/index.ts";
import { entryOf } from "../inventory/index.ts";
import { isNewer, type Observation, observationOf } from "./observation.ts";
import { reflect } from "./reflector.ts";

/** Told of every change to a live object that carries a Kustomization's labels. */
export type LiveListener = (id: string, now: Observation | undefined, before: Observation | undefined) => void;

/**
 * What the agent knows of the live objects that it manages, kept up to date by one watch per kind.
 *
 * Only objects with a Kustomization's label are watched. An object that loses the label is gone from here, as one that was deleted.
 */
export class LiveCache {
  readonly #api: KubernetesApi;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  readonly #listener: LiveListener;
  readonly #objects = new Map<string, Observation>();
  /** The ids of each kind, to tell after a new list what is no longer there. */
  readonly #ids = new Map<string, Set<string>>();
  /** Of finished Jobs that were deleted: what was known of them is kept. */
  readonly #expired = new Set<string>();
  readonly #watched = new Map<string, Promise<void>>();

  constructor(api: KubernetesApi, listener: LiveListener, { signal, log }: { signal: AbortSignal; log: Logger }) {
    this.#api = api;
    this.#listener = listener;
    this.#signal = signal;
    this.#log = log;
  }

  /** Watches these kinds from now on; returns once everything that is there is known. */
  async watch(resources: Iterable<Resource>): Promise<void> {
    await Promise.all([...resources].map((resource) => this.#watch(resource)));
  }

  get(id: string): Observation | undefined {
    return this.#objects.get(id);
  }

  /**
   * Takes finished Jobs that were deleted after their time for missing from now on. Until then they count as there: applied again as
   * soon as it is deleted, such a Job would run again and again.
   */
  forgetExpired(ids: Iterable<string>): void {
    for (const id of ids) if (this.#expired.delete(id)) this.#objects.delete(id);
  }

  /** Takes over what the server answered to a write, before the watch tells it. */
  learn(resource: Resource, object: KubernetesObject): Observation {
    const id = idOf(resource, object);
    const now = observationOf(object);
    const before = this.#objects.get(id);
    if (before === undefined || isNewer(now.resourceVersion, before.resourceVersion)) this.#keep(id, now);
    this.#idsOf(resource).add(id);
    // The watch tells nothing that is known already, and the Kustomization that had the object has to hear of it.
    if (before !== undefined && before.owner !== now.owner) this.#listener(id, now, before);
    return now;
  }

  #watch(resource: Resource): Promise<void> {
    const key = `${resource.group}/${resource.version}/${resource.plural}`;
    const known = this.#watched.get(key);
    if (known !== undefined) return known;
    const ids = this.#idsOf(resource);
    const started = reflect(
      this.#api,
      resource,
      { labelSelector: ownerNameLabel },
      {
        replaced: (objects) => {
          const listed = new Set(objects.map((object) => idOf(resource, object)));
          for (const id of ids) if (!listed.has(id)) this.#gone(id);
          ids.clear();
          for (const object of objects) ids.add(this.#seen(resource, object));
        },
        changed: (type, object) => {
          if (type !== "DELETED") ids.add(this.#seen(resource, object));
          else this.#deleted(resource, object, ids);
        },
      },
      { signal: this.#signal, log: this.#log },
    );
    this.#watched.set(key, started);
    started.catch(() => this.#watched.delete(key));
    return started;
  }

  #seen(resource: Resource, object: KubernetesObject): string {
    const id = idOf(resource, object);
    const before = this.#objects.get(id);
    const version = object.metadata.resourceVersion ?? "";
    if (before !== undefined && !isNewer(version, before.resourceVersion)) return id;
    const now = observationOf(object);
    // Its deletion may take some moments.
    if (before?.expires === true && now.deleting && now.uid === before.uid) return id;
    this.#keep(id, now);
    this.#listener(id, now, before);
    return id;
  }

  #deleted(resource: Resource, object: KubernetesObject, ids: Set<string>): void {
    const id = idOf(resource, object);
    const before = this.#objects.get(id);
    // The news of a deletion can arrive after we have created the object again.
    if (before !== undefined && !isNewer(object.metadata.resourceVersion ?? "", before.resourceVersion)) return;
    ids.delete(id);
    this.#gone(id);
  }

  #idsOf({ group, kind }: Resource): Set<string> {
    const key = `${group}/${kind}`;
    const ids = this.#ids.get(key) ?? new Set();
    this.#ids.set(key, ids);
    return ids;
  }

  #gone(id: string): void {
    const before = this.#objects.get(id);
    if (before === undefined) return;
    if (before.expires) {
      this.#expired.add(id);
      return;
    }
    this.#objects.delete(id);
    this.#listener(id, undefined, before);
  }

  #keep(id: string, now: Observation): void {
    this.#objects.set(id, now);
    this.#expired.delete(id);
  }
}

function idOf({ group, version, kind }: Resource, { metadata }: KubernetesObject): string {
  return entryOf({ namespace: metadata.namespace ?? "", name: metadata.name, group, kind, version }).id;
}
