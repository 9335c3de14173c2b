import pLimit from "p-limit";
import {
  ApiUnavailable,
  addressText,
  apiVersionOf,
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type ObjectAddress,
  UnknownKind,
} from "../../kubernetes/client/index.ts";
import { messageOf } from "../../lib/index.ts";
import { stageOf, stages } from "../apply/index.ts";
import { type Claimant, contentsOf, standingOf } from "../claims/index.ts";
import type { InventoryEntry } from "../flux/index.ts";
import { itemOf } from "../inventory/index.ts";
import { type Observation, observationOf } from "../live/index.ts";
import type { FoundObject, KeptObject, PruneFailure, PruneOutcome, PrunePlan } from "./outcome.ts";

/** Asks every Kustomization of the cluster what it has. @throws {InventoriesUnreadable} */
export type AskClaimants = () => Promise<readonly Claimant[]>;

/** Writes to an object while it is being deleted are met this often before it is left for the next pass. */
const mostRounds = 5;

/**
 * Deletes what left the source: what the inventory names and a Kustomization's labels are still on, while no Kustomization of the
 * cluster has it.
 *
 * An object is read before the inventories are, and deleted only in the version that was read. A Kustomization writes its
 * inventory before it applies, so one that takes the object over in between is either seen or makes the deletion a conflict.
 */
export class Pruner {
  readonly #api: KubernetesApi;
  readonly #writer: KubernetesApi;
  readonly #concurrency: number;

  /**
   * @param writer in whose name objects are deleted. They are looked at in the agent's own: an inventory names what was to be
   *   applied, and what an account must not even read was never applied by it
   */
  constructor(api: KubernetesApi, writer: KubernetesApi, concurrency: number) {
    this.#api = api;
    this.#writer = writer;
    this.#concurrency = concurrency;
  }

  /** Decides about every entry, and deletes nothing. @throws {ApiUnavailable} when the API server is away. */
  async plan(entries: readonly InventoryEntry[], ask: AskClaimants): Promise<PrunePlan> {
    const kept: KeptObject[] = [];
    const failures: PruneFailure[] = [];
    const found: FoundObject[] = [];
    const limit = pLimit(this.#concurrency);
    const look = async (entry: InventoryEntry): Promise<void> => {
      const at = await this.#addressOf(entry);
      if (at === undefined) return;
      const object = addressText(at);
      try {
        const present = await this.#api.get(at);
        if (present === undefined) return;
        const live = observationOf(present);
        const reason = reasonToKeep(live);
        if (reason === undefined) found.push({ entry, object, at, live, contents: contentsOf(present) });
        else kept.push({ entry, object, reason });
      } catch (thrown) {
        failures.push(failureOf({ entry, object }, thrown));
      }
    };
    await Promise.all(entries.map((entry) => limit(() => look(entry))));
    return found.length === 0
      ? { deletable: [], kept, shared: [], failures }
      : decided({ kept, failures, found }, await ask());
  }

  /** Deletes what the plan calls deletable, in the reverse order of applying. @throws {ApiUnavailable} */
  async delete(plan: PrunePlan, ask: AskClaimants): Promise<PruneOutcome> {
    const deleted: string[] = [];
    const [kept, shared, failures] = [[...plan.kept], [...plan.shared], [...plan.failures]];
    let next: readonly FoundObject[] = plan.deletable;
    for (let round = 1; next.length > 0; round += 1) {
      const conflicts: { readonly found: FoundObject; readonly thrown: unknown }[] = [];
      const limit = pLimit(this.#concurrency);
      const one = async (found: FoundObject): Promise<void> => {
        const { uid, resourceVersion } = found.live;
        try {
          if (await this.#writer.delete(found.at, { uid, resourceVersion })) deleted.push(found.object);
        } catch (thrown) {
          if (isRejected(thrown, 409)) conflicts.push({ found, thrown });
          else failures.push(failureOf(found, thrown));
        }
      };
      for (const group of inReverse(next)) await Promise.all(group.map((found) => limit(() => one(found))));
      if (conflicts.length === 0) break;
      if (round === mostRounds) {
        failures.push(...conflicts.map(({ found, thrown }) => failureOf(found, thrown)));
        break;
      }
      const again = await this.plan(
        conflicts.map(({ found }) => found.entry),
        ask,
      );
      kept.push(...again.kept);
      shared.push(...again.shared);
      failures.push(...again.failures);
      next = again.deletable;
    }
    return { deleted, kept, shared, failures };
  }

  /** Which of these objects are being deleted and still there. */
  async remaining(entries: readonly InventoryEntry[]): Promise<readonly string[]> {
    const limit = pLimit(this.#concurrency);
    const found = entries.map((entry) =>
      limit(async () => {
        const at = await this.#addressOf(entry);
        const object = at === undefined ? undefined : await this.#api.get(at);
        return at !== undefined && isGoing(object) ? [addressText(at)] : [];
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
}

function decided(
  { found, kept, failures }: Pick<PrunePlan, "kept" | "failures"> & { readonly found: readonly FoundObject[] },
  claimants: readonly Claimant[],
): PrunePlan {
  const deletable: FoundObject[] = [];
  const shared: KeptObject[] = [];
  const held: PruneFailure[] = [];
  for (const one of found) {
    const { entry, object, live, contents } = one;
    const item = itemOf(entry);
    if (item === undefined) continue;
    const standing = standingOf(item, { contents, owner: live.owner }, claimants);
    if (standing.is === "deletable") deletable.push(one);
    else if (standing.is === "declared") shared.push({ entry, object, reason: `${standing.by} declares it` });
    else
      held.push({
        entry,
        object,
        problem: standing.why,
        passing: standing.is === "unknown" && standing.passing,
      });
  }
  return { deletable, kept, shared, failures: [...failures, ...held] };
}

function failureOf({ entry, object }: Pick<FoundObject, "entry" | "object">, thrown: unknown): PruneFailure {
  if (thrown instanceof ApiUnavailable) throw thrown;
  return { entry, object, problem: messageOf(thrown), passing: false };
}

function reasonToKeep({ kept, owner }: Observation): string | undefined {
  if (kept) return "annotated to be kept";
  return owner === undefined ? "it no longer carries our labels" : undefined;
}

const isGoing = (object: KubernetesObject | undefined): boolean => object?.metadata.deletionTimestamp !== undefined;

function inReverse(found: readonly FoundObject[]): readonly (readonly FoundObject[])[] {
  return stages
    .toReversed()
    .map((stage) =>
      found.filter(
        ({ at: { resource } }) => stageOf({ apiVersion: apiVersionOf(resource), kind: resource.kind }) === stage,
      ),
    );
}
