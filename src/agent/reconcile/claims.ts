import { isRejected, type KubernetesApi, type KubernetesObject } from "../../kubernetes/client/index.ts";
import { keyOf, revisionText } from "../../kubernetes/flux/index.ts";
import { clauseOf, GroundworkError } from "../../lib/index.ts";
import { type Claimant, claimantOf, inventoryOf, type Observed, type Reading } from "../claims/index.ts";
import { gitRepositoryOf, isInvalid, type Kustomization, kustomizationOf } from "../flux/index.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Sources } from "./sources.ts";

/** The API server does not show the Kustomizations of the cluster, so that nothing is known of what they have. */
export class InventoriesUnreadable extends GroundworkError {
  readonly code = "inventories-unreadable";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly resource: string },
    options: ErrorOptions,
  ) {
    super(
      `the inventories of the cluster's Kustomizations cannot be read, and any of them may have what is to be deleted: ` +
        `${clauseOf(options.cause)}. Allow the agent to list ${data.resource} in every namespace.`,
      options,
    );
  }
}

export interface ClaimsParts {
  readonly api: KubernetesApi;
  readonly sources: Sources;
  readonly repositories: ObjectStore;
  /** Those that this agent works on. */
  readonly kustomizations: ObjectStore;
  /** Those of other agents, as far as they can be watched. */
  readonly neighbors: ObjectStore;
  /** Namespace of those that this agent works on; all when left out. */
  readonly watchNamespace: string | undefined;
  /** A Kustomization was read: those that wait for it may go on. */
  readonly onRead: () => void;
  /** A Kustomization has these objects no longer. */
  readonly onDropped: (by: string, ids: ReadonlySet<string>) => void;
}

/** What each Kustomization of the cluster declares, as far as it is known. */
export class Claims {
  readonly #parts: ClaimsParts;
  readonly #readings = new Map<string, Reading & { readonly ids: ReadonlySet<string> }>();
  readonly #refusing = new Set<string>();
  readonly #inventories = new WeakMap<KubernetesObject, ReadonlySet<string>>();

  constructor(parts: ClaimsParts) {
    this.#parts = parts;
  }

  /** Notes what a Kustomization declares, before anything of it is applied. */
  note(key: string, reading: Reading): void {
    const known = this.#readings.get(key);
    const before = this.#idsOf(key);
    this.#readings.set(key, { ...reading, ids: new Set(reading.entries.map(({ id }) => id)) });
    const now = this.#idsOf(key);
    const dropped = new Set([...before].filter((id) => !now.has(id)));
    if (dropped.size > 0) this.#parts.onDropped(key, dropped);
    if (dropped.size > 0 || known?.at !== reading.at || known.problem !== reading.problem) this.#parts.onRead();
  }

  /** Whether a Kustomization refuses to delete what it dropped: its inventory counts until it does not. */
  refuse(key: string, refuses: boolean): void {
    if (refuses) this.#refusing.add(key);
    else this.#refusing.delete(key);
  }

  readingOf(key: string): Reading | undefined {
    return this.#readings.get(key);
  }

  forget(key: string): void {
    const before = this.#readings.get(key)?.ids;
    this.#readings.delete(key);
    this.#refusing.delete(key);
    if (before !== undefined && before.size > 0) this.#parts.onDropped(key, before);
    this.#parts.onRead();
  }

  /** Whether a Kustomization has an object, as far as is known without asking the server. */
  has(key: string, id: string): boolean {
    return this.#objectOf(key)?.metadata.deletionTimestamp === undefined && this.#idsOf(key).has(id);
  }

  /** Which objects of a Kustomization others have as well. */
  sharedBy(key: string): readonly { readonly id: string; readonly others: readonly string[] }[] {
    const { kustomizations, neighbors } = this.#parts;
    const keys = [...kustomizations.all(), ...neighbors.all()].flatMap(([other, { metadata }]) =>
      other === key || metadata.deletionTimestamp !== undefined ? [] : [other],
    );
    const others = keys.toSorted().map((other) => ({ other, ids: this.#idsOf(other) }));
    return [...(this.#readings.get(key)?.ids ?? [])].flatMap((id) => {
      const having = others.filter(({ ids }) => ids.has(id)).map(({ other }) => other);
      return having.length === 0 ? [] : [{ id, others: having }];
    });
  }

  /** Every Kustomization that exists now. @throws {InventoriesUnreadable} when the server does not show them. */
  async ask(asking: Kustomization): Promise<readonly Claimant[]> {
    const { api, kustomizations } = this.#parts;
    const { plural, group } = kustomizations.resource;
    try {
      const { items } = await api.list(kustomizations.resource, {});
      return items.flatMap((object) => {
        const claimant = claimantOf(object, this.#observed(object, asking));
        return claimant === undefined ? [] : [claimant];
      });
    } catch (thrown) {
      if (isRejected(thrown)) throw new InventoriesUnreadable({ resource: `${plural}.${group}` }, { cause: thrown });
      throw thrown;
    }
  }

  #observed(object: KubernetesObject, asking: Kustomization): Observed {
    const { watchNamespace, sources } = this.#parts;
    if (watchNamespace !== undefined && object.metadata.namespace !== watchNamespace) return { by: "status" };
    const kustomization = kustomizationOf(object);
    if (isInvalid(kustomization) || kustomization.suspend) return { by: "status" };
    const source = sources.get(keyOf(kustomization.source));
    const reading = this.#readingNow(keyOf(kustomization));
    if (source === undefined)
      return { by: "agent", at: this.#isBeingFetched(kustomization) ? "its source" : undefined, reading };
    const at = readingAt(revisionText(source.revision), kustomization);
    // A folder of another source that cannot be built is a matter of that source: it does not keep the whole cluster from pruning.
    const foreign = keyOf(kustomization.source) !== keyOf(asking.source);
    if (foreign && reading?.at === at && reading.problem !== undefined) return { by: "status" };
    return { by: "agent", at, reading };
  }

  #readingNow(key: string): Reading | undefined {
    const reading = this.#readings.get(key);
    return reading === undefined ? undefined : { ...reading, holdsInventory: this.#holdsInventory(key, reading) };
  }

  #isBeingFetched({ source }: Kustomization): boolean {
    const object = this.#parts.repositories.get(keyOf(source));
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return false;
    const repository = gitRepositoryOf(object);
    if (isInvalid(repository) || repository.suspend) return false;
    return !(repository.status.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "False");
  }

  #idsOf(key: string): ReadonlySet<string> {
    const reading = this.#readings.get(key);
    if (reading !== undefined && !this.#holdsInventory(key, reading)) return reading.ids;
    const object = this.#objectOf(key);
    const held = object === undefined ? new Set<string>() : this.#inventoryIds(object);
    return reading === undefined ? held : new Set([...reading.ids, ...held]);
  }

  #holdsInventory(key: string, { holdsInventory }: Reading): boolean {
    return holdsInventory || this.#refusing.has(key);
  }

  #inventoryIds(object: KubernetesObject): ReadonlySet<string> {
    const known = this.#inventories.get(object);
    if (known !== undefined) return known;
    const inventory = inventoryOf(object);
    const ids = new Set(typeof inventory === "string" ? [] : inventory.map(({ id }) => id));
    this.#inventories.set(object, ids);
    return ids;
  }

  #objectOf(key: string): KubernetesObject | undefined {
    return this.#parts.kustomizations.get(key) ?? this.#parts.neighbors.get(key);
  }
}

/** What a reading is of. */
export const readingAt = (revision: string, { generation }: Kustomization): string => `${revision} ${generation}`;
