import { immutableFields } from "../../kubernetes/applied/index.ts";
import {
  type AppliedObject,
  addressText,
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type WantedObjects,
} from "../../kubernetes/client/index.ts";
import { annotations, asksFor, isLeftAlone, isMerged, keyOf, ownerOf } from "../../kubernetes/flux/index.ts";
import {
  type ForeignFields,
  isAppliedByFlux,
  isOverruled,
  lostFields,
  overruledFields,
  ownershipTaken,
} from "../../kubernetes/ownership/index.ts";
import type { LiveCache } from "../live/index.ts";
import type { AppliedRecord, Reason } from "./decision.ts";
import type { ObjectChange } from "./outcome.ts";
import type { PreparedObject } from "./prepared.ts";
import { recreated } from "./recreate.ts";
import type { ApplyScope } from "./scope.ts";

/** Ownership is taken in the version that was read; so many writes of others in between are met before it is given up. */
const mostRounds = 5;

/** Sends one object after another to the server, with all that applying it takes beside the request itself. */
export class Sender {
  readonly #api: KubernetesApi;
  readonly #live: LiveCache;
  readonly #scope: ApplyScope;
  readonly #unlabelled: WantedObjects;

  constructor(api: KubernetesApi, live: LiveCache, scope: ApplyScope, unlabelled: WantedObjects) {
    this.#api = api;
    this.#live = live;
    this.#scope = scope;
    this.#unlabelled = unlabelled;
  }

  /** `"skipped"` when the live object asks to be left alone; `undefined` when nothing had to change. */
  async send(ready: PreparedObject, why: Reason): Promise<ObjectChange | "skipped" | undefined> {
    const { address, entry, policy } = ready;
    if (address.resource.namespaced && address.namespace === undefined)
      throw new Error("namespace not specified: set metadata.namespace, or spec.targetNamespace of the Kustomization");
    const record = this.#scope.records.get(entry.id);
    const before = this.#live.get(entry.id);
    const present = await this.#presentOf(ready, why);
    if (present !== undefined && (policy.apply === "IfNotPresent" || isLeftAlone(present.metadata))) return "skipped";
    const undone = present === undefined ? nothingUndone : undoneIn(present, record);
    const applied = await this.#apply(ready, present);
    const now = this.#live.learn(address.resource, applied.object);
    this.#scope.records.set(entry.id, { hash: ready.hash, own: now.own });
    const takenFrom = before?.owner === keyOf(this.#scope.decoration) ? undefined : before?.owner;
    const base = { id: entry.id, object: addressText(address), ...(takenFrom !== undefined && { takenFrom }) };
    if (applied.anew) return { ...base, action: "recreated" };
    if (why === "missing" && record !== undefined) return { ...base, action: "restored" };
    const versions = [before?.resourceVersion, present?.metadata.resourceVersion];
    if (versions.includes(now.resourceVersion)) return undefined;
    if (why === "drifted" && record !== undefined && takenFrom === undefined)
      return { ...base, action: "corrected", ...undone };
    return { ...base, action: applied.created ? "created" : "configured" };
  }

  /** Reads the object only where its earlier content or its owners matter. */
  async #presentOf({ entry, address, policy }: PreparedObject, why: Reason): Promise<KubernetesObject | undefined> {
    const live = this.#live.get(entry.id);
    if (policy.apply === "IfNotPresent") return this.#api.get(address);
    if (live === undefined) return why === "changed" ? this.#unlabelled.get(address) : undefined;
    return why === "drifted" || live.overruled || live.appliedByFlux ? this.#api.get(address) : undefined;
  }

  async #apply(
    ready: PreparedObject,
    present: KubernetesObject | undefined,
  ): Promise<AppliedObject & { readonly anew: boolean }> {
    if (present !== undefined) await this.#takeOver(ready, present);
    const applied = await this.#applyOrRecreate(ready);
    // kubectl may have been at it between the look and the write, or before the first look.
    if (!isTakenFromKubectl(ready, applied.object)) return applied;
    await this.#takeOver(ready, applied.object);
    return { ...(await this.#applyOrRecreate(ready)), created: applied.created, anew: applied.anew };
  }

  /** Makes the fields of kubectl ours, and those of Flux when it was the same Kustomization that it applied the object for. */
  async #takeOver(ready: PreparedObject, present: KubernetesObject): Promise<void> {
    let object: KubernetesObject | undefined = present;
    for (let round = 1; object !== undefined; round += 1) {
      const owner = ownerOf(object);
      const flux = owner !== undefined && keyOf(owner) === ready.owner && isAppliedByFlux(object);
      const patch = ownershipTaken(object, { kubectl: isTakenFromKubectl(ready, object), flux });
      if (patch === undefined) return;
      try {
        await this.#api.mergePatch(ready.address, patch);
        return;
      } catch (thrown) {
        if (isRejected(thrown, 404)) return;
        if (!isRejected(thrown, 409) || round === mostRounds) throw thrown;
        object = await this.#api.get(ready.address);
      }
    }
  }

  async #applyOrRecreate(ready: PreparedObject): Promise<AppliedObject & { readonly anew: boolean }> {
    const send = () => this.#api.apply(ready.address, ready.body);
    try {
      // A conflict in a forced apply means that another client wrote at the same moment.
      const applied = await send().catch((thrown: unknown) =>
        isRejected(thrown, 409) ? send() : Promise.reject(thrown),
      );
      return { ...applied, anew: false };
    } catch (thrown) {
      if (immutableFields(thrown).length === 0 || !(await this.#isForced(ready).catch(() => false))) throw thrown;
      return { ...(await recreated(this.#api, ready, this.#scope)), anew: true };
    }
  }

  async #isForced({ address, policy }: PreparedObject): Promise<boolean> {
    if (this.#scope.force || policy.force) return true;
    const present = await this.#api.get(address);
    return present !== undefined && asksFor(present.metadata, annotations.force, "enabled");
  }
}

/** Whether kubectl's fields are taken: `Merge`, in Git or in the cluster, lets it keep them. */
export const isTakenFromKubectl = ({ policy }: Pick<PreparedObject, "policy">, object: KubernetesObject): boolean =>
  policy.apply !== "Merge" && !isMerged(object.metadata) && isOverruled(object);

interface Undone {
  readonly fields: readonly string[];
  readonly managers: readonly string[];
}

const nothingUndone: Undone = { fields: [], managers: [] };

/** What a correction undoes: our fields that others changed, and those that kubectl added. */
function undoneIn(present: KubernetesObject, record: AppliedRecord | undefined): Undone {
  const lost = record === undefined ? nothingUndone : lostFields(record.own, present);
  const added: readonly ForeignFields[] = overruledFields(present);
  return {
    fields: [...new Set([...lost.fields, ...added.flatMap(({ fields }) => fields)])],
    managers: [...new Set([...lost.managers, ...added.map(({ manager }) => manager)])],
  };
}
