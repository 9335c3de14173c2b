import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  ApiUnavailable,
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type Resource,
  type Selection,
} from "../../kubernetes/client/index.ts";
import { annotations, gitRepositories, keyOf, kustomizations, receivers } from "../../kubernetes/flux/index.ts";
import { manifestLimits } from "../../kubernetes/manifests/index.ts";
import { type Clock, type Logger, messageOf, retryDelay, sameJson, type Work, WorkQueue } from "../../lib/index.ts";
import { Applier, Turns } from "../apply/index.ts";
import { InFlight } from "../build/index.ts";
import { inventoryOf } from "../claims/index.ts";
import { isInvalid, kustomizationOf } from "../flux/index.ts";
import { LiveCache, type Observation, reflect } from "../live/index.ts";
import { EventRecorder, type Metrics } from "../observe/index.ts";
import { Pruner } from "../prune/index.ts";
import type { Accounts } from "./accounts.ts";
import { Claims } from "./claims.ts";
import { KustomizationReconciler } from "./kustomization-reconciler.ts";
import { type Measuring, measured, type Reconcile } from "./measured.ts";
import { ObjectStore } from "./object-store.ts";
import { SourceReconciler } from "./source-reconciler.ts";
import type { Sources } from "./sources.ts";

export interface ControllerOptions {
  readonly api: KubernetesApi;
  readonly accounts: Accounts;
  /** Every namespace when left out. */
  readonly watchNamespace?: string;
  /** Kustomizations worked on at once. */
  readonly concurrency: number;
  /** Objects of one Kustomization sent at once; of all together it is twice as many. */
  readonly objectConcurrency: number;
  /** Folder for clones and builds. */
  readonly storage: string;
  /** Value of `PATH`, to find kustomize or kubectl by. */
  readonly searchPath: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where webhooks are served. Left out: nowhere. */
  readonly receiver?: { readonly host: string; readonly port: number };
  /** From 0 to 1; spreads retries. */
  readonly random: () => number;
}

const definitions: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
};

/** Drift often comes in groups, as when a folder's worth of objects is deleted. They are corrected together. */
const gather = 100;
const outageBackoff = { first: 500, longest: 15_000 };

/** Watches the agent's API and the objects that it manages, and reconciles what is due, until `signal` aborts. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #signal: AbortSignal;
  readonly #sources: Sources = new Map();
  readonly #repositories: ObjectStore;
  readonly #kustomizations: ObjectStore;
  /** Kustomizations of other namespaces, which other agents work on. */
  readonly #neighbors: ObjectStore;
  readonly #claims: Claims;
  readonly #sourceQueue: WorkQueue;
  readonly #kustomizationQueue: WorkQueue;
  readonly #reconciler: KustomizationReconciler;
  #watchesDefinitions = false;

  constructor(options: ControllerOptions, signal: AbortSignal) {
    const { api, accounts, log, clock, metrics, random, storage, objectConcurrency, watchNamespace } = options;
    this.#options = options;
    this.#signal = signal;
    this.#repositories = new ObjectStore(api, gitRepositories, (...change) => addIfAsked(this.#sourceQueue, ...change));
    this.#kustomizations = new ObjectStore(api, kustomizations, (...change) => {
      addIfAsked(this.#kustomizationQueue, ...change);
      this.#becameReady(...change);
    });
    this.#neighbors = new ObjectStore(api, kustomizations);
    this.#claims = new Claims({
      api,
      watchNamespace,
      sources: this.#sources,
      repositories: this.#repositories,
      kustomizations: this.#kustomizations,
      neighbors: this.#neighbors,
      onRead: () => this.#othersWereRead(),
      onDropped: (by, ids) => this.#dropped(by, ids),
    });
    const events = new EventRecorder(api, clock, log);
    const live = new LiveCache(api, (...change) => this.#liveChanged(...change), { signal, log });
    const turns = new Turns(2 * objectConcurrency);
    const shared = { api, clock, events, metrics, random, sources: this.#sources };
    const sourceReconciler = new SourceReconciler({
      ...shared,
      store: this.#repositories,
      folder: path.join(storage, "sources"),
      searchPath: options.searchPath,
      onRevision: (key) => this.#sourceChanged(key),
    });
    this.#reconciler = new KustomizationReconciler({
      ...shared,
      live,
      signal,
      store: this.#kustomizations,
      accounts,
      writersOf: ({ namespace, serviceAccountName: name }) => {
        const as = accounts.apiAs(name === undefined ? undefined : { namespace, name });
        return {
          api: as,
          applier: new Applier(as, live, objectConcurrency, turns),
          pruner: new Pruner(api, as, objectConcurrency),
        };
      },
      claims: this.#claims,
      inFlight: new InFlight(manifestLimits.build),
      kustomize: { searchPath: options.searchPath, scratch: path.join(storage, "builds") },
      onAwaitedDefinitions: () => void this.#watchDefinitions(),
    });
    this.#sourceQueue = this.#queueOf("GitRepository", this.#repositories, (key) => sourceReconciler.reconcile(key));
    this.#kustomizationQueue = this.#queueOf("Kustomization", this.#kustomizations, (key) =>
      this.#reconciler.reconcile(key),
    );
  }

  async run(): Promise<void> {
    await this.#follow(this.#repositories, this.#sourceQueue);
    await this.#follow(this.#kustomizations, this.#kustomizationQueue);
    if (this.#options.watchNamespace !== undefined) void this.#followNeighbors(this.#options.watchNamespace);
    const webhooks = this.#options.receiver && (await this.#receive(this.#options.receiver));
    if (!this.#signal.aborted)
      await new Promise((resolve) => this.#signal.addEventListener("abort", resolve, { once: true }));
    await Promise.all([this.#sourceQueue.stop(), this.#kustomizationQueue.stop(), webhooks?.stop()]);
  }

  /** Serves the webhooks of Receivers while this process works. */
  async #receive(at: { readonly host: string; readonly port: number }): Promise<{ stop(): Promise<unknown> }> {
    const { Receivers, serveWebhooks } = await import("../receive/index.ts");
    const { api, clock, log } = this.#options;
    const store = new ObjectStore(api, receivers, (...change) => addIfAsked(queue, ...change));
    const known = new Receivers({ api, store, clock, log });
    const queue = this.#queueOf("Receiver", store, (key) => known.reconcile(key));
    void this.#follow(store, queue);
    const server = await serveWebhooks(at, known, log);
    log.info({ address: server.address }, "webhooks are served");
    return { stop: async () => await Promise.all([queue.stop(), server.close()]) };
  }

  /** Keeps a store up to date, and its queue filled. */
  async #follow(store: ObjectStore, queue: WorkQueue): Promise<void> {
    const { watchNamespace } = this.#options;
    const learn = (object: KubernetesObject) => void store.learn(object);
    const gone = (key: string) => {
      store.forget(key);
      queue.add(key);
    };
    await this.#watch(store, watchNamespace === undefined ? {} : { namespace: watchNamespace }, learn, gone);
  }

  /** What Kustomizations of other namespaces have: an object that one of them drops may be declared here. */
  async #followNeighbors(own: string): Promise<void> {
    const learn = (object: KubernetesObject) => {
      if (object.metadata.namespace === own) return;
      const before = this.#neighbors.learn(object);
      if (before !== undefined) this.#neighborDropped(before, object);
    };
    const gone = (key: string) => {
      const before = this.#neighbors.get(key);
      this.#neighbors.forget(key);
      if (before !== undefined) this.#neighborDropped(before, undefined);
    };
    await this.#watch(this.#neighbors, {}, learn, gone);
  }

  #neighborDropped(before: KubernetesObject, now: KubernetesObject | undefined): void {
    const idsOf = (object: KubernetesObject | undefined): readonly string[] => {
      const inventory = object === undefined ? [] : inventoryOf(object);
      return typeof inventory === "string" ? [] : inventory.map(({ id }) => id);
    };
    const kept = new Set(idsOf(now));
    const dropped = new Set(idsOf(before).filter((id) => !kept.has(id)));
    const { namespace = "", name } = before.metadata;
    if (dropped.size > 0) this.#dropped(keyOf({ namespace, name }), dropped);
  }

  /** While the kind is not installed, or the API is away, it is tried again. */
  async #watch(
    store: ObjectStore,
    selection: Selection,
    learn: (object: KubernetesObject) => void,
    gone: (key: string) => void,
  ): Promise<void> {
    const { api, log } = this.#options;
    const listener = {
      replaced: (objects: readonly KubernetesObject[]) => {
        const there = new Set(
          objects.map(({ metadata }) => keyOf({ namespace: metadata.namespace ?? "", name: metadata.name })),
        );
        for (const [key] of store.all()) if (!there.has(key)) gone(key);
        for (const object of objects) learn(object);
      },
      changed: (type: string, object: KubernetesObject) => {
        if (type !== "DELETED") learn(object);
        else gone(keyOf({ namespace: object.metadata.namespace ?? "", name: object.metadata.name }));
      },
    };
    for (let attempt = 1; !this.#signal.aborted; attempt += 1) {
      try {
        await reflect(api, store.resource, selection, listener, { signal: this.#signal, log });
        return;
      } catch (thrown) {
        if (!isRejected(thrown) && !(thrown instanceof ApiUnavailable)) throw thrown;
        const missing = isRejected(thrown, 404);
        log.warn(
          {
            resource: store.resource.plural,
            reason: missing ? "its CustomResourceDefinition is not installed" : messageOf(thrown),
          },
          "cannot watch yet",
        );
        const wait = retryDelay(attempt, { first: 500, longest: 5_000 }, this.#options.random());
        await delay(wait, undefined, { signal: this.#signal }).catch(() => undefined);
      }
    }
  }

  #queueOf(kind: Measuring["kind"], store: ObjectStore, reconcile: Reconcile): WorkQueue {
    const { concurrency, random, log, metrics } = this.#options;
    const counted = measured(reconcile, { metrics, kind, concurrency, isThere: (key) => store.get(key) !== undefined });
    const work: Work = async (key) => (this.#signal.aborted ? undefined : await counted(key));
    const onFailure = (key: string, thrown: unknown) => {
      if (this.#signal.aborted) return;
      const level = thrown instanceof ApiUnavailable || isRejected(thrown) ? "warn" : "error";
      log[level]({ key, reason: messageOf(thrown) }, "pass not finished");
    };
    return new WorkQueue(work, { concurrency, backoff: outageBackoff, random, onFailure });
  }

  #sourceChanged(sourceKey: string): void {
    for (const [key, object] of this.#kustomizations.all()) {
      const kustomization = kustomizationOf(object);
      if (!isInvalid(kustomization) && keyOf(kustomization.source) === sourceKey) this.#kustomizationQueue.add(key);
    }
  }

  /** Kustomizations that depend on this one are due now, instead of at their next interval. */
  #becameReady(before: KubernetesObject | undefined, now: KubernetesObject): void {
    if (readiness(before) === readiness(now)) return;
    const key = keyOf({ namespace: now.metadata.namespace ?? "", name: now.metadata.name });
    for (const [other, object] of this.#kustomizations.all()) {
      const kustomization = kustomizationOf(object);
      const depends = !isInvalid(kustomization) && kustomization.dependsOn.some((wanted) => keyOf(wanted) === key);
      if (depends) this.#kustomizationQueue.add(other);
    }
  }

  /** A Kustomization that still has what another one dropped takes it back. */
  #dropped(by: string, ids: ReadonlySet<string>): void {
    for (const [key] of this.#kustomizations.all())
      if (key !== by && [...ids].some((id) => this.#claims.has(key, id))) this.#kustomizationQueue.add(key);
  }

  #othersWereRead(): void {
    for (const [key] of this.#kustomizations.all())
      if (this.#reconciler.memoryOf(key)?.awaitsReadings === true) this.#kustomizationQueue.addWithin(key, gather);
  }

  /** Every Kustomization that declares the object becomes due, independent of the labels that it carries now. */
  #liveChanged(id: string, now: Observation | undefined, before: Observation | undefined): void {
    const healthMoved = now?.health.status !== before?.health.status;
    const foreignMoved = !sameJson(now?.foreign, before?.foreign);
    for (const [key] of this.#kustomizations.all()) {
      const memory = this.#reconciler.memoryOf(key);
      const record = memory?.records.get(id);
      // An object that was being deleted when it was to be applied has no record: it is created once it is gone.
      if (record === undefined && (now !== undefined || memory === undefined || !this.#claims.has(key, id))) continue;
      const drifted =
        now === undefined ||
        now.own !== record?.own ||
        now.overruled ||
        now.owner !== before?.owner ||
        now.leftAlone !== before?.leftAlone;
      const moved = drifted || healthMoved || foreignMoved || memory?.waiting !== undefined;
      if (moved) this.#kustomizationQueue.addWithin(key, gather);
    }
  }

  /** What is wrong with an object's kind may be right as soon as the kind's CustomResourceDefinition changes. */
  async #watchDefinitions(): Promise<void> {
    if (this.#watchesDefinitions) return;
    this.#watchesDefinitions = true;
    const { api, log } = this.#options;
    const retry = () => {
      api.forgetResources();
      for (const [key] of this.#kustomizations.all())
        if (this.#reconciler.memoryOf(key)?.awaitsDefinitions === true) this.#kustomizationQueue.addWithin(key, gather);
    };
    const listener = { replaced: () => undefined, changed: retry };
    try {
      await reflect(api, definitions, { metadataOnly: true }, listener, { signal: this.#signal, log });
    } catch (thrown) {
      this.#watchesDefinitions = false;
      log.debug({ reason: messageOf(thrown) }, "definitions are not watched");
    }
  }
}

/** The answer to a write of ours may be the first to tell what was asked for meanwhile; the watch then tells nothing new. */
function addIfAsked(queue: WorkQueue, before: KubernetesObject | undefined, now: KubernetesObject): void {
  const { namespace = "", name } = now.metadata;
  if (before === undefined || asksAnew(before, now)) queue.add(keyOf({ namespace, name }));
}

/** Whether a change asks for work: a status, which we write ourselves, does not. */
function asksAnew(before: KubernetesObject, now: KubernetesObject): boolean {
  const asked = ({ metadata }: KubernetesObject) =>
    JSON.stringify([
      metadata.uid,
      metadata.generation,
      metadata.deletionTimestamp,
      ...[annotations.requestedAt, annotations.mode, annotations.acceptMassPrune, annotations.acceptHistoryRewrite].map(
        (name) => metadata.annotations?.[name],
      ),
    ]);
  return asked(before) !== asked(now);
}

function readiness(object: KubernetesObject | undefined): string {
  const status = (object?.["status"] ?? {}) as {
    readonly lastAppliedRevision?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return `${status.lastAppliedRevision} ${status.conditions?.find(({ type }) => type === "Ready")?.status}`;
}
