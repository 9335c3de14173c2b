import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { finalizer, notReady, reconciling, withConditions } from "../../kubernetes/flux/index.ts";
import { counted, formatDuration, retryDelay } from "../../lib/index.ts";
import { type InventoryEntry, isInvalid, type Kustomization, kustomizationOf } from "../flux/index.ts";
import type { AskClaimants, PruneOutcome, Pruner } from "../prune/index.ts";
import { InventoriesUnreadable } from "./claims.ts";
import { convergenceEvent, type SaidBefore } from "./convergence.ts";
import { type FinishedWork, historyAfter } from "./history.ts";
import { type Memory, newMemory } from "./memory.ts";
import type { KustomizationParts } from "./parts.ts";
import { Pass } from "./pass.ts";
import { listed, stalledVerdict, type Verdict } from "./verdict.ts";

const firstRetry = 1_000;
const longestRetry = 60_000;

/** Brings one `Kustomization` after another to what its source says, and says so in their status. */
export class KustomizationReconciler {
  readonly #parts: KustomizationParts;
  readonly #memories = new Map<string, Memory>();

  constructor(parts: KustomizationParts) {
    this.#parts = parts;
  }

  memoryOf(key: string): Memory | undefined {
    return this.#memories.get(key);
  }

  /** One pass. Answers when the next is due. @throws {ApiUnavailable} when the API server is away. */
  async reconcile(key: string): Promise<number | undefined> {
    const { store, claims } = this.#parts;
    const object = store.get(key);
    if (object === undefined) {
      claims.forget(key);
      this.#memories.delete(key);
      return undefined;
    }
    const kustomization = kustomizationOf(object);
    if (isInvalid(kustomization)) {
      const verdict = stalledVerdict(kustomization.reason, kustomization.problems.join("; "));
      await this.#finish(key, object, verdict);
      return undefined;
    }
    const memory = this.#memories.get(key) ?? newMemory();
    this.#memories.set(key, memory);
    if (kustomization.deleting) return this.#finalize(key, object, kustomization, memory);
    if (kustomization.suspend) return undefined;
    if (!kustomization.finalizers.includes(finalizer))
      await store.writeFinalizers(key, [...kustomization.finalizers, finalizer]);

    const began = performance.now();
    const verdict = await new Pass(this.#parts, key, kustomization, memory).run();
    const { interval } = kustomization;
    await this.#finish(key, object, verdict, { memory, interval, milliseconds: performance.now() - began });
    return this.#due(kustomization, memory, verdict);
  }

  #due(kustomization: Kustomization, memory: Memory, { again }: Verdict): number | undefined {
    const { interval, retryInterval = Math.min(interval, longestRetry) } = kustomization;
    memory.attempts = again === "backoff" ? memory.attempts + 1 : 0;
    if (again === "never") return undefined;
    if (typeof again === "number") return again;
    if (again === "retry") return kustomization.retryInterval ?? interval;
    const backoff = { first: Math.min(firstRetry, retryInterval), longest: retryInterval };
    return again === "interval" ? interval : retryDelay(memory.attempts, backoff, this.#parts.random());
  }

  async #finish(key: string, before: KubernetesObject, verdict: Verdict, pass?: FinishedWork): Promise<void> {
    const { store, clock, metrics, events } = this.#parts;
    const object = store.get(key) ?? before;
    const generation = before.metadata.generation ?? 0;
    const status = (object["status"] ?? {}) as Kustomization["status"];
    const requested = before.metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
    const verdictReady = verdict.conditions.find(({ type }) => type === "Ready");
    const isReady = verdictReady?.status === "True";
    metrics.set("groundwork_agent_ready", { kind: "Kustomization", object: key }, isReady ? 1 : 0);
    metrics.add("groundwork_agent_reconcile_total", { kind: "Kustomization", result: verdictReady?.reason ?? "" });
    const history = pass && historyAfter(pass, verdict, { status, requested, now: clock.now() });
    await store.writeStatus(key, {
      observedGeneration: generation,
      conditions: withConditions(status.conditions ?? [], verdict.conditions, { generation, now: clock.now() }),
      ...(history !== undefined && { history }),
      ...(verdict.attempted !== undefined && { lastAttemptedRevision: verdict.attempted }),
      ...(verdict.applied !== undefined && { lastAppliedRevision: verdict.applied }),
      ...(requested !== undefined && { lastHandledReconcileAt: requested }),
    });
    const said = status.conditions?.find(({ type }) => type === "Ready");
    this.#tellConvergence(object, { ready: said, appliedRevision: status.lastAppliedRevision }, verdict);
    const news = said?.reason !== verdictReady?.reason || said?.message !== verdictReady?.message;
    if (!news || verdictReady === undefined || verdictReady.status === "Unknown" || isOrdinaryWait(verdict)) return;
    const { reason, message } = verdictReady;
    const revision = verdict.attempted;
    events.record({
      about: object,
      type: isReady ? "Normal" : "Warning",
      reason,
      message:
        isReady && pass !== undefined
          ? `Reconciliation finished in ${formatDuration(pass.milliseconds)}, next run in ${formatDuration(pass.interval)}`
          : message,
      ...(revision !== undefined && { revision }),
    });
  }

  async #accountIsThere({ namespace, serviceAccountName: name }: Kustomization): Promise<boolean> {
    return name === undefined || this.#parts.accounts.exists({ namespace, name });
  }

  #tellConvergence(about: KubernetesObject, before: SaidBefore, verdict: Verdict): void {
    const event = convergenceEvent(before, verdict);
    if (event !== undefined) this.#parts.events.record({ about, ...event });
  }

  /** Deletes what was applied, as far as the Kustomization asks for it, and then lets the Kustomization go. */
  async #finalize(
    key: string,
    object: KubernetesObject,
    kustomization: Kustomization,
    memory: Memory,
  ): Promise<number | undefined> {
    const { store, clock, claims } = this.#parts;
    const { pruner } = this.#parts.writersOf(kustomization);
    if (!kustomization.finalizers.includes(finalizer)) return undefined;
    const { deletionPolicy, prune, suspend, finalizers, interval, timeout } = kustomization;
    const wanted = deletionPolicy === "MirrorPrune" ? prune : deletionPolicy !== "Orphan";
    const entries = memory.inventory ?? kustomization.status.inventory?.entries ?? [];
    memory.records.clear();
    const retry = async (message: string) => {
      const generation = kustomization.generation;
      const wantedConditions = [notReady("PruneFailed", message), reconciling("ProgressingWithRetry", message)];
      const conditions = withConditions(kustomization.status.conditions ?? [], wantedConditions, {
        generation,
        now: clock.now(),
      });
      await store.writeStatus(key, { conditions });
      return this.#due(kustomization, memory, { conditions: wantedConditions, again: "backoff" });
    };
    // In the name of an account that is gone nothing can be deleted, and the Kustomization would never go. Flux lets it go, too.
    const left = wanted && !(await this.#accountIsThere(kustomization));
    if (left && entries.length > 0)
      this.#parts.events.record({
        about: object,
        type: "Warning",
        reason: "PruneFailed",
        message: `${counted(entries.length, "object")} left in the cluster: ServiceAccount ${kustomization.namespace}/${kustomization.serviceAccountName} is gone`,
      });
    if (wanted && !left && !suspend) {
      const ask = () => claims.ask(kustomization);
      const { failures, deleted, shared, unreadable } = await pruneAll(pruner, entries, ask);
      memory.awaitsReadings = failures.some(({ passing }) => passing);
      if (unreadable !== undefined) return retry(unreadable);
      if (failures.length > 0) return retry(listed(failures.map((one) => `${one.object}: ${one.problem}`)));
      if (deletionPolicy === "WaitForTermination") {
        const remaining = await pruner.remaining(entries);
        const since = memory.waiting?.state === "deleting" ? memory.waiting.since : performance.now();
        memory.waiting = { state: "deleting", since };
        if (remaining.length > 0 && performance.now() - since < (timeout || interval)) {
          await retry(
            `waiting for ${counted(remaining.length, "object")} to be gone: ${remaining.slice(0, 5).join(", ")}`,
          );
          return 1_000;
        }
      }
      const lines = [
        ...(deleted.length > 0 ? [`deleted ${counted(deleted.length, "object")}`] : []),
        ...shared.map(({ object, reason }) => `${object} kept: ${reason}`),
      ];
      const message = listed(lines);
      if (lines.length > 0)
        this.#parts.events.record({ about: object, type: "Normal", reason: "Progressing", message });
    }
    await store.writeFinalizers(
      key,
      finalizers.filter((name) => name !== finalizer),
    );
    this.#memories.delete(key);
    claims.forget(key);
    return undefined;
  }
}

/** Deletes what may be deleted, or says that nothing is known of what others have. */
async function pruneAll(
  pruner: Pruner,
  entries: readonly InventoryEntry[],
  ask: AskClaimants,
): Promise<PruneOutcome & { readonly unreadable?: string }> {
  try {
    const plan = await pruner.plan(entries, ask);
    const waits = plan.failures.some(({ passing }) => passing);
    return await pruner.delete(waits ? { ...plan, deletable: [] } : plan, ask);
  } catch (thrown) {
    if (!(thrown instanceof InventoriesUnreadable)) throw thrown;
    return { deleted: [], kept: [], shared: [], failures: [], unreadable: thrown.message };
  }
}

/** Waiting for what is on its way happens at every start: it is in the status, and no news. */
const isOrdinaryWait = ({ conditions, attempted }: Verdict): boolean =>
  attempted === undefined &&
  conditions.some(({ reason }) => reason === "DependencyNotReady" || reason === "ArtifactFailed");
