import pLimit from "p-limit";
import { immutableFields } from "../../kubernetes/applied/index.ts";
import {
  ApiUnavailable,
  addressText,
  type KubernetesApi,
  type Resource,
  UnknownKind,
} from "../../kubernetes/client/index.ts";
import { differences } from "../../kubernetes/differences/index.ts";
import { isLeftAlone } from "../../kubernetes/flux/index.ts";
import { removalText } from "../../kubernetes/manifests/index.ts";
import { overruledFields, ownFields } from "../../kubernetes/ownership/index.ts";
import type { DesiredObject } from "../build/index.ts";
import { type InventoryEntry } from "../flux/index.ts";
import { assumedEntry } from "../inventory/index.ts";
import type { LiveCache } from "../live/index.ts";
import { decide, type Reason } from "./decision.ts";
import { definedKinds, definitionOf, untilServed } from "./definitions.ts";
import type { ApplyOutcome, DetectOutcome, ObjectChange, ObjectFailure } from "./outcome.ts";
import { type PreparedObject, prepared } from "./prepared.ts";
import { RecreateRefused } from "./recreate.ts";
import { failureKindOf } from "./rejection.ts";
import type { ApplyScope } from "./scope.ts";
import { isTakenFromKubectl, Sender } from "./sender.ts";
import { stageOf, stages } from "./stages.ts";
import type { Turns } from "./turns.ts";
import { unlabelledObjects } from "./unlabelled.ts";
import { waitUntilCurrent } from "./wait.ts";

/** Applies what a Kustomization wants. Sends only what {@link decide} calls for, and reports everything that went wrong. */
export class Applier {
  readonly #api: KubernetesApi;
  readonly #live: LiveCache;
  readonly #concurrency: number;
  readonly #turns: Turns;

  /** @param turns shared with all other Kustomizations */
  constructor(api: KubernetesApi, live: LiveCache, concurrency: number, turns: Turns) {
    this.#api = api;
    this.#live = live;
    this.#concurrency = concurrency;
    this.#turns = turns;
  }

  /**
   * Applies stage after stage. An object that fails is a failure in the outcome; the others go on.
   *
   * @throws {ApiUnavailable} when the API server is away: that says nothing about any object.
   */
  async apply(wanted: readonly DesiredObject[], scope: ApplyScope): Promise<ApplyOutcome> {
    const changes: ObjectChange[] = [];
    const failures: ObjectFailure[] = [];
    const skipped = new Set<string>();
    const kinds = definedKinds(wanted);
    let unresolved = await this.#prepare(wanted, scope);
    for (const stage of stages) {
      const here = wanted.filter(({ object }) => stageOf(object) === stage);
      const sent = await this.#applyAll(here, scope, failures, skipped);
      changes.push(...sent);
      if (stage !== "definitions") continue;
      await waitUntilCurrent(sent, this.#live, scope);
      const coming = unresolved.filter((desired) => definitionOf(desired, kinds) !== undefined);
      if (coming.length > 0 && failures.length === 0) await untilServed(coming, this.#api, this.#live, scope);
      else if (sent.length > 0) this.#api.forgetResources();
      if (unresolved.length > 0) unresolved = await this.#prepare(wanted, scope);
    }
    for (const desired of unresolved) failures.push(this.#unknown(desired));
    // Requests end in any order; their results are sorted.
    return { changes: changes.toSorted(byObject), failures: failures.toSorted(byObject), skipped };
  }

  /**
   * What {@link apply} would do: every request is a dry run of the server's.
   *
   * An object that cannot be compared is a failure, never unchanged.
   */
  async detect(wanted: readonly DesiredObject[], scope: ApplyScope): Promise<DetectOutcome> {
    const differing: string[] = [];
    const failures: ObjectFailure[] = [];
    const skipped = new Set<string>();
    const unresolved = await this.#prepare(wanted, scope);
    failures.push(...unresolved.map((desired) => this.#unknown(desired)));
    await this.#each(wanted, scope, { failures, skipped }, async (ready) => {
      const line = await this.#compare(ready, scope);
      if (line === "skipped") skipped.add(ready.entry.id);
      else if (line !== undefined) differing.push(line);
    });
    return { differing: differing.toSorted(), failures: failures.toSorted(byObject), skipped };
  }

  /** What these objects are called in an inventory. Nothing is watched or sent. */
  async entriesOf(
    wanted: readonly DesiredObject[],
    scope: Pick<ApplyScope, "decoration" | "ready">,
  ): Promise<readonly InventoryEntry[]> {
    const entries: InventoryEntry[] = [];
    const kinds = definedKinds(wanted);
    for (const desired of wanted) {
      const ready = scope.ready.get(desired) ?? (await this.#resolve(desired, scope));
      if (ready !== undefined) {
        entries.push(ready.entry);
        scope.ready.set(desired, ready);
        continue;
      }
      const { targetNamespace } = scope.decoration;
      const namespaced = definitionOf(desired, kinds)?.namespaced;
      entries.push(assumedEntry(desired.object, { targetNamespace, namespaced }));
    }
    return entries;
  }

  async #compare(ready: PreparedObject, scope: ApplyScope): Promise<string | undefined> {
    const { address, body, entry, hash, policy } = ready;
    const live = await this.#api.get(address);
    if (live === undefined) return `${addressText(address)} would be created`;
    if (policy.apply === "IfNotPresent" || isLeftAlone(live.metadata)) return "skipped";
    const { object } = await this.#api.apply(address, body, { dryRun: true });
    const added = isTakenFromKubectl(ready, live) ? overruledFields(live, ownFields(object)) : [];
    const paths = [...differences(live, object), ...added.flatMap(({ fields }) => fields)];
    if (paths.length > 0) return `${addressText(address)} would be configured: ${paths.join(", ")}`;
    scope.records.set(entry.id, { hash, own: this.#live.learn(address.resource, live).own });
    return undefined;
  }

  /**
   * Discovers each object's kind, watches these kinds and records the intent. Returns the objects whose kind is not
   * served now: nothing of them can be in the cluster, so that they are no intent yet.
   */
  async #prepare(wanted: readonly DesiredObject[], scope: ApplyScope): Promise<readonly DesiredObject[]> {
    const unresolved: DesiredObject[] = [];
    const resources = new Set<Resource>();
    const entries: InventoryEntry[] = [];
    for (const desired of wanted) {
      const ready = scope.ready.get(desired) ?? (await this.#resolve(desired, scope));
      if (ready === undefined) {
        unresolved.push(desired);
        continue;
      }
      scope.ready.set(desired, ready);
      resources.add(ready.address.resource);
      entries.push(ready.entry);
    }
    await scope.intend(entries);
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
    skipped: Set<string>,
  ): Promise<readonly ObjectChange[]> {
    const changes: ObjectChange[] = [];
    const unknown = wanted.flatMap((desired) => {
      const { entry, address } = scope.ready.get(desired) ?? {};
      const isNew = entry !== undefined && !scope.records.has(entry.id) && this.#live.get(entry.id) === undefined;
      return isNew && address !== undefined ? [address] : [];
    });
    const sender = new Sender(this.#api, this.#live, scope, unlabelledObjects(this.#api, unknown));
    await this.#each(wanted, scope, { failures, skipped }, async (ready, why) => {
      const change = await sender.send(ready, why);
      if (change === "skipped") skipped.add(ready.entry.id);
      else if (change !== undefined) changes.push(change);
    });
    return changes;
  }

  /** Does something about every object that {@link decide} calls for. What it throws is a failure of that object alone. */
  async #each(
    wanted: readonly DesiredObject[],
    scope: ApplyScope,
    { failures, skipped }: { readonly failures: ObjectFailure[]; readonly skipped: Set<string> },
    act: (ready: PreparedObject, why: Reason) => Promise<void>,
  ): Promise<void> {
    const limit = pLimit(this.#concurrency);
    let outage: ApiUnavailable | undefined;
    const work = wanted.flatMap((desired) => {
      const ready = scope.ready.get(desired);
      if (ready === undefined) return [];
      const decision = decide(ready, scope.records.get(ready.entry.id), this.#live.get(ready.entry.id));
      if (decision.why === "left-alone" || decision.why === "present") skipped.add(ready.entry.id);
      if (!decision.act || (decision.why !== "changed" && scope.isHeld(ready.entry.id))) return [];
      return [{ ready, why: decision.why }];
    });
    const one = async (ready: PreparedObject, why: Reason) => {
      if (outage !== undefined || scope.signal.aborted) return;
      try {
        await act(ready, why);
      } catch (thrown) {
        if (thrown instanceof ApiUnavailable) outage = thrown;
        else failures.push(failureOf(ready, thrown, scope));
      }
    };
    await Promise.all(work.map(({ ready, why }) => limit(() => this.#turns.take(() => one(ready, why)))));
    if (outage !== undefined) throw outage;
    scope.signal.throwIfAborted();
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
