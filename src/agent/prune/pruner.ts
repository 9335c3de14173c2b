import pLimit from "p-limit";
import { messageOf } from "../../lib/index.ts";
import {
  ApiUnavailable,
  addressText,
  apiVersionOf,
  type KubernetesApi,
  type ObjectAddress,
  UnknownKind,
} from "../api/index.ts";
import { stageOf, stages } from "../apply/index.ts";
import type { InventoryEntry } from "../flux/index.ts";
import { itemOf } from "../inventory/index.ts";
import { type LiveCache, type Observation, observationOf } from "../live/index.ts";

export interface PruneOutcome {
  /** `Deployment/default/web` */
  readonly deleted: readonly string[];
  /** Left in the cluster on purpose, with the reason. They leave the inventory. */
  readonly kept: readonly { readonly object: string; readonly reason: string }[];
  /** Still to be deleted: they stay in the inventory. */
  readonly failures: readonly { readonly entry: InventoryEntry; readonly object: string; readonly problem: string }[];
}

/** Deletes what left the source. Only what the inventory names, and only while it still carries the owner's labels. */
export class Pruner {
  readonly #api: KubernetesApi;
  readonly #live: LiveCache;
  readonly #concurrency: number;

  constructor(api: KubernetesApi, live: LiveCache, concurrency: number) {
    this.#api = api;
    this.#live = live;
    this.#concurrency = concurrency;
  }

  /** Deletes in the reverse order of applying. @throws {ApiUnavailable} when the API server is away. */
  async prune(entries: readonly InventoryEntry[], owner: string): Promise<PruneOutcome> {
    const deleted: string[] = [];
    const kept: { object: string; reason: string }[] = [];
    const failures: { entry: InventoryEntry; object: string; problem: string }[] = [];
    const limit = pLimit(this.#concurrency);
    const one = async (entry: InventoryEntry): Promise<void> => {
      const at = await this.#addressOf(entry);
      if (at === undefined) return;
      const object = addressText(at);
      try {
        const live = await this.#liveOf(at);
        if (live === undefined) return;
        const reason = reasonToKeep(live, owner);
        if (reason !== undefined) kept.push({ object, reason });
        else if (await this.#api.delete(at, { uid: live.uid })) deleted.push(object);
        this.#live.forget(entry.id);
      } catch (thrown) {
        if (thrown instanceof ApiUnavailable) throw thrown;
        failures.push({ entry, object, problem: messageOf(thrown) });
      }
    };
    for (const group of inReverse(entries)) await Promise.all(group.map((entry) => limit(() => one(entry))));
    return { deleted, kept, failures };
  }

  /** Which of these objects still exist. */
  async remaining(entries: readonly InventoryEntry[], owner: string): Promise<readonly string[]> {
    const limit = pLimit(this.#concurrency);
    const found = entries.map((entry) =>
      limit(async () => {
        const at = await this.#addressOf(entry);
        const live = at === undefined ? undefined : await this.#liveOf(at);
        return at !== undefined && live?.owner === owner && !live.kept ? [addressText(at)] : [];
      }),
    );
    return (await Promise.all(found)).flat();
  }

  /** `undefined` when the kind itself is gone, and every object of it too. */
  async #addressOf(entry: InventoryEntry): Promise<ObjectAddress | undefined> {
    const item = itemOf(entry);
    if (item === undefined) return undefined;
    try {
      const resource = await this.#api.resourceOf(apiVersionOf(item), item.kind);
      return { resource, name: item.name, ...(item.namespace !== "" && { namespace: item.namespace }) };
    } catch (thrown) {
      if (thrown instanceof UnknownKind) return undefined;
      throw thrown;
    }
  }

  /** Read anew: what is known of it may be a moment old, and deleting cannot be taken back. */
  async #liveOf(at: ObjectAddress): Promise<Observation | undefined> {
    const object = await this.#api.get(at);
    return object === undefined ? undefined : observationOf(object);
  }
}

function reasonToKeep(live: Observation, owner: string): string | undefined {
  if (live.kept) return "annotated to be kept";
  if (live.owner === owner) return undefined;
  return live.owner === undefined ? "it no longer carries our labels" : `it belongs to ${live.owner}`;
}

function inReverse(entries: readonly InventoryEntry[]): readonly (readonly InventoryEntry[])[] {
  return stages.toReversed().map((stage) =>
    entries.filter((entry) => {
      const item = itemOf(entry);
      return item !== undefined && stageOf({ apiVersion: apiVersionOf(item), kind: item.kind }) === stage;
    }),
  );
}
