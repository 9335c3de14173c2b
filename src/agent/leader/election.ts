import { setTimeout as delay } from "node:timers/promises";
import { isRejected, type KubernetesApi, type KubernetesObject, type Resource } from "../../kubernetes/client/index.ts";
import { type Clock, type Logger, messageOf } from "../../lib/index.ts";
import { type LeaseSighting, type LeaseSpec, leaseMove } from "./lease.ts";

const leases: Resource = {
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  kind: "Lease",
  namespaced: true,
};

export interface ElectionOptions {
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  /** Milliseconds that a lease lasts without being renewed. */
  readonly duration: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Runs `lead` while this process holds the lease, and again each time it gets it back, until `signal` aborts.
 *
 * The signal of `lead` aborts when the lease could not be renewed for two thirds of its duration, which is before
 * another process may take it. A lease that is held when the process ends is released.
 */
export async function whileLeading(
  api: KubernetesApi,
  options: ElectionOptions,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { duration, signal, log, identity } = options;
  const election = new Election(api, options);
  let waitingFor: string | undefined;
  while (!signal.aborted) {
    const holder = await election.tryToHold();
    if (holder === identity) {
      waitingFor = undefined;
      log.info({ identity }, "leading");
      await election.lead(lead);
      continue;
    }
    if (holder !== waitingFor) log.info({ holder: holder ?? "unknown" }, "waiting for the lease");
    waitingFor = holder;
    await delay(duration / 7.5, undefined, { signal }).catch(() => undefined);
  }
}

class Election {
  readonly #api: KubernetesApi;
  readonly #options: ElectionOptions;
  #sighting: (LeaseSighting & { readonly object: KubernetesObject }) | undefined;

  constructor(api: KubernetesApi, options: ElectionOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** Who holds the lease after trying to; `undefined` when that cannot be told. */
  async tryToHold(): Promise<string | undefined> {
    const { identity, log } = this.#options;
    try {
      await this.#look();
      const next = leaseMove(this.#sighting, identity, performance.now());
      if (next.move === "wait") return next.holder;
      await this.#write(next.move);
      return identity;
    } catch (thrown) {
      // Another process was faster, or the API is unreachable.
      if (!isRejected(thrown, 409)) log.warn({ reason: messageOf(thrown) }, "lease not reachable");
      return undefined;
    }
  }

  async lead(lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { duration, signal, identity, log } = this.#options;
    const lost = new AbortController();
    const leading = lead(AbortSignal.any([lost.signal, signal]));
    const ended = new AbortController();
    const over = leading
      .finally(() => {
        ended.abort();
      })
      .catch(() => undefined);
    let renewedAt = performance.now();
    while (!signal.aborted && !ended.signal.aborted) {
      await Promise.race([delay(duration / 3, undefined, { signal }).catch(() => undefined), over]);
      if (signal.aborted || ended.signal.aborted) break;
      const holder = await this.tryToHold();
      if (holder === identity) renewedAt = performance.now();
      else if (holder !== undefined || performance.now() - renewedAt >= (duration * 2) / 3) {
        log.warn({ holder: holder ?? "unknown" }, "lost the lease");
        lost.abort(new Error("lost the lease"));
        break;
      }
    }
    await leading;
    if (signal.aborted) await this.#release();
  }

  async #look(): Promise<void> {
    const { namespace, name } = this.#options;
    const object = await this.#api.get({ resource: leases, namespace, name });
    const spec = object?.["spec"] as LeaseSpec | undefined;
    const before = this.#sighting;
    if (object === undefined) this.#sighting = undefined;
    else if (before?.object.metadata.resourceVersion !== object.metadata.resourceVersion)
      this.#sighting = { object, spec: spec ?? {}, seenAt: performance.now() };
  }

  async #write(move: "create" | "renew" | "take"): Promise<void> {
    const { namespace, name, identity, duration, clock } = this.#options;
    const now = clock.now().toISOString().replace("Z", "000Z");
    const before = this.#sighting;
    const spec = {
      ...before?.spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.max(1, Math.ceil(duration / 1000)),
      renewTime: now,
      ...(move !== "renew" && { acquireTime: now, leaseTransitions: (before?.spec.leaseTransitions ?? -1) + 1 }),
    };
    const object =
      before === undefined
        ? await this.#api.create(leases, {
            apiVersion: "coordination.k8s.io/v1",
            kind: "Lease",
            metadata: { name, namespace },
            spec,
          })
        : await this.#api.replace({ resource: leases, namespace, name }, { ...before.object, spec });
    this.#sighting = { object, spec, seenAt: performance.now() };
  }

  /** The next one need not wait until the lease runs out. */
  async #release(): Promise<void> {
    const { namespace, name, identity } = this.#options;
    const before = this.#sighting;
    if (before?.spec.holderIdentity !== identity) return;
    const spec = { ...before.spec, holderIdentity: "" };
    await this.#api.replace({ resource: leases, namespace, name }, { ...before.object, spec }).catch(() => undefined);
  }
}
