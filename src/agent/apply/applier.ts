import pLimit from "p-limit";
import {
  ApiUnavailable,
  type AppliedObject,
  addressText,
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type Resource,
  UnknownKind,
} from "../../kubernetes/client/index.ts";
import { differences } from "../../kubernetes/differences/index.ts";
import { keyOf } from "../../kubernetes/flux/index.ts";
import { removalText } from "../../kubernetes/manifests/index.ts";
import { lostFields } from "../../kubernetes/ownership/index.ts";
import type { Decoration, DesiredObject } from "../build/index.ts";
import { type InventoryEntry } from "../flux/index.ts";
import { assumedEntry } from "../inventory/index.ts";
import type { LiveCache } from "../live/index.ts";
import { type AppliedRecord, decide, type Reason } from "./decision.ts";
import type { ApplyOutcome, DetectOutcome, ObjectChange, ObjectFailure } from "./outcome.ts";
import { type PreparedObject, prepared } from "./prepared.ts";
import { RecreateRefused, recreated } from "./recreate.ts";
import { failureKindOf, immutableFields } from "./rejection.ts";
import { stageOf, stages } from "./stages.ts";
import { waitUntilCurrent } from "./wait.ts";

/** What one Kustomization remembers between passes, and how it wants its objects applied. */
export interface ApplyScope {
  readonly decoration: Decoration;
  /** Creates objects anew whose immutable fields change. */
  readonly force: boolean;
  /** Milliseconds that definitions have to be established in, and deletions to be done. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** By inventory id. Filled here. */
  readonly records: Map<string, AppliedRecord>;
  /** Objects made ready in an earlier pass over the same rendering. Filled here. */
  readonly ready: WeakMap<DesiredObject, PreparedObject>;
  /** Writes down all that is wanted, before anything of it is sent. Does nothing when it is written already. */
  intend(entries: readonly InventoryEntry[]): Promise<void>;
  /** Takes secret values out of a text. */
  mask(text: string): string;
  /** Whether an object's drift is left for now. */
  isHeld(id: string): boolean;
}

/** Applies what a Kustomization wants. Sends only what {@link decide} calls for, and reports everything that went wrong. */
export class Applier {
  readonly #api: KubernetesApi;
  readonly #live: LiveCache;
  readonly #concurrency: number;

  constructor(api: KubernetesApi, live: LiveCache, concurrency: number) {
    this.#api = api;
    this.#live = live;
    this.#concurrency = concurrency;
  }

  /**
   * Applies stage after stage. An object that fails is a failure in the outcome; the others go on.
   *
   * @throws {ApiUnavailable} when the API server is away: that says nothing about any object.
   */
  async apply(wanted: readonly DesiredObject[], scope: ApplyScope): Promise<ApplyOutcome> {
    const changes: ObjectChange[] = [];
    const failures: ObjectFailure[] = [];
    const entries = new Map<DesiredObject, InventoryEntry>();
    let unresolved = await this.#prepare(wanted, scope, entries);
    for (const stage of stages) {
      const here = wanted.filter(({ object }) => stageOf(object) === stage);
      const sent = await this.#applyAll(here, scope, failures);
      changes.push(...sent);
      if (stage !== "definitions" || sent.length === 0) continue;
      await waitUntilCurrent(sent, this.#live, scope);
      this.#api.forgetResources();
      unresolved = await this.#prepare(unresolved, scope, entries);
    }
    for (const desired of unresolved) failures.push(this.#unknown(desired));
    // Requests end in any order; their results are sorted.
    return { changes: changes.toSorted(byObject), failures: failures.toSorted(byObject) };
  }

  /**
   * What {@link apply} would do: every request is a dry run of the server's.
   *
   * An object that cannot be compared is a failure, never unchanged.
   */
  async detect(wanted: readonly DesiredObject[], scope: ApplyScope): Promise<DetectOutcome> {
    const differing: string[] = [];
    const failures: ObjectFailure[] = [];
    const entries = new Map<DesiredObject, InventoryEntry>();
    const unresolved = await this.#prepare(wanted, scope, entries);
    failures.push(...unresolved.map((desired) => this.#unknown(desired)));
    await this.#each(wanted, scope, failures, async (ready) => {
      const line = await this.#compare(ready, scope);
      if (line !== undefined) differing.push(line);
    });
    return { differing: differing.toSorted(), failures: failures.toSorted(byObject) };
  }

  /** What these objects are called in an inventory. Nothing is watched or sent. */
  async entriesOf(
    wanted: readonly DesiredObject[],
    scope: Pick<ApplyScope, "decoration" | "ready">,
  ): Promise<readonly InventoryEntry[]> {
    const entries: InventoryEntry[] = [];
    for (const desired of wanted) {
      const ready = scope.ready.get(desired) ?? (await this.#resolve(desired, scope));
      entries.push(ready?.entry ?? assumedEntry(desired.object, scope.decoration.targetNamespace));
      if (ready !== undefined) scope.ready.set(desired, ready);
    }
    return entries;
  }

  async #compare(ready: PreparedObject, scope: ApplyScope): Promise<string | undefined> {
    const { address, body, entry, hash, policy } = ready;
    const live = await this.#api.get(address);
    if (live === undefined) return `${addressText(address)} would be created`;
    if (policy.apply === "IfNotPresent") return undefined;
    const { object } = await this.#api.apply(address, body, { dryRun: true });
    const paths = differences(live, object);
    if (paths.length > 0) return `${addressText(address)} would be configured: ${paths.join(", ")}`;
    scope.records.set(entry.id, { hash, own: this.#live.learn(address.resource, live).own });
    return undefined;
  }

  /**
   * Discovers each object's kind, watches these kinds and records the intent. Returns the objects whose kind is not
   * served now.
   */
  async #prepare(
    wanted: readonly DesiredObject[],
    scope: ApplyScope,
    entries: Map<DesiredObject, InventoryEntry>,
  ): Promise<readonly DesiredObject[]> {
    const unresolved: DesiredObject[] = [];
    const resources = new Set<Resource>();
    for (const desired of wanted) {
      const ready = scope.ready.get(desired) ?? (await this.#resolve(desired, scope));
      if (ready === undefined) {
        unresolved.push(desired);
        entries.set(desired, assumedEntry(desired.object, scope.decoration.targetNamespace));
      } else {
        scope.ready.set(desired, ready);
        resources.add(ready.address.resource);
        entries.set(desired, ready.entry);
      }
    }
    await scope.intend([...entries.values()]);
    await this.#live.watch(resources);
    return unresolved;
  }

  async #resolve(
    desired: DesiredObject,
    { decoration }: Pick<ApplyScope, "decoration">,
  ): Promise<PreparedObject | undefined> {
    try {
      const { apiVersion, kind } = desired.object;
      return prepared(desired, await this.#api.resourceOf(apiVersion, kind), decoration);
    } catch (thrown) {
      if (thrown instanceof UnknownKind) return undefined;
      throw thrown;
    }
  }

  async #applyAll(
    wanted: readonly DesiredObject[],
    scope: ApplyScope,
    failures: ObjectFailure[],
  ): Promise<readonly ObjectChange[]> {
    const changes: ObjectChange[] = [];
    await this.#each(wanted, scope, failures, async (ready, why) => {
      const change = await this.#send(ready, why, scope);
      if (change !== undefined) changes.push(change);
    });
    return changes;
  }

  /** Does something about every object that {@link decide} calls for. What it throws is a failure of that object alone. */
  async #each(
    wanted: readonly DesiredObject[],
    scope: ApplyScope,
    failures: ObjectFailure[],
    act: (ready: PreparedObject, why: Reason) => Promise<void>,
  ): Promise<void> {
    const limit = pLimit(this.#concurrency);
    let outage: ApiUnavailable | undefined;
    const work = wanted.flatMap((desired) => {
      const ready = scope.ready.get(desired);
      if (ready === undefined) return [];
      const decision = decide(ready, scope.records.get(ready.entry.id), this.#live.get(ready.entry.id));
      if (!decision.act || (decision.why !== "changed" && scope.isHeld(ready.entry.id))) return [];
      return [{ ready, why: decision.why }];
    });
    await Promise.all(
      work.map(({ ready, why }) =>
        limit(async () => {
          if (outage !== undefined || scope.signal.aborted) return;
          try {
            await act(ready, why);
          } catch (thrown) {
            if (thrown instanceof ApiUnavailable) outage = thrown;
            else failures.push(failureOf(ready, thrown, scope));
          }
        }),
      ),
    );
    if (outage !== undefined) throw outage;
    scope.signal.throwIfAborted();
  }

  async #send(ready: PreparedObject, why: Reason, scope: ApplyScope): Promise<ObjectChange | undefined> {
    const { address, entry, hash } = ready;
    if (address.resource.namespaced && address.namespace === undefined)
      throw new Error("namespace not specified: set metadata.namespace, or spec.targetNamespace of the Kustomization");
    const record = scope.records.get(entry.id);
    const before = this.#live.get(entry.id);
    const present = before === undefined || why === "drifted" ? await this.#presentOf(ready, why) : undefined;
    if (ready.policy.apply === "IfNotPresent" && present !== undefined) return undefined;
    const lost =
      why === "drifted" && record !== undefined && present !== undefined ? lostFields(record.own, present) : undefined;
    const { object, created, anew } = await this.#applyOne(ready, scope);
    const now = this.#live.learn(address.resource, object);
    scope.records.set(entry.id, { hash, own: now.own });
    const takenFrom = before?.owner === keyOf(scope.decoration) ? undefined : before?.owner;
    const base = { id: entry.id, object: addressText(address), ...(takenFrom !== undefined && { takenFrom }) };
    if (anew) return { ...base, action: "recreated" };
    if (why === "missing" && record !== undefined) return { ...base, action: "restored" };
    if (before?.resourceVersion === now.resourceVersion || present?.metadata.resourceVersion === now.resourceVersion)
      return undefined;
    if (lost !== undefined && takenFrom === undefined) return { ...base, action: "corrected", ...lost };
    return { ...base, action: created ? "created" : "configured" };
  }

  /**
   * Reads the object only where its earlier content matters: before undoing a foreign change, and for objects that are
   * created once.
   */
  async #presentOf({ address, policy }: PreparedObject, why: string): Promise<KubernetesObject | undefined> {
    return why === "drifted" || policy.apply === "IfNotPresent" ? this.#api.get(address) : undefined;
  }

  async #applyOne(ready: PreparedObject, scope: ApplyScope): Promise<AppliedObject & { readonly anew: boolean }> {
    const send = () => this.#api.apply(ready.address, ready.body);
    try {
      // A conflict in a forced apply means that another client wrote at the same moment.
      const applied = await send().catch((thrown: unknown) =>
        isRejected(thrown, 409) ? send() : Promise.reject(thrown),
      );
      return { ...applied, anew: false };
    } catch (thrown) {
      const wanted = scope.force || ready.policy.force;
      if (!wanted || immutableFields(thrown).length === 0) throw thrown;
      return { ...(await recreated(this.#api, ready, scope)), anew: true };
    }
  }

  #unknown({ object, origin }: DesiredObject): ObjectFailure {
    const { apiVersion, kind, metadata } = object;
    return {
      object: `${kind}/${metadata.name}`,
      origin,
      problem: new UnknownKind({ apiVersion, kind }).message,
      // A definition can still arrive; a version that Kubernetes removed does not come back.
      kind: removalText(apiVersion, kind) === undefined ? "unknown-kind" : "invalid",
    };
  }
}

const byObject = (a: { readonly object: string }, b: { readonly object: string }): number =>
  a.object < b.object ? -1 : Number(a.object > b.object);

function failureOf({ address, origin }: PreparedObject, thrown: unknown, scope: ApplyScope): ObjectFailure {
  const fields = thrown instanceof RecreateRefused ? [] : immutableFields(thrown);
  const text = scope.mask(thrown instanceof Error ? thrown.message : String(thrown));
  const immutable = fields.length > 0;
  return {
    object: addressText(address),
    origin,
    problem: immutable
      ? `${fields.join(", ")} cannot be changed: ${text}. To create the object anew, annotate it with kustomize.toolkit.fluxcd.io/force: enabled`
      : text,
    kind: thrown instanceof RecreateRefused ? "rejected" : failureKindOf(thrown),
  };
}
