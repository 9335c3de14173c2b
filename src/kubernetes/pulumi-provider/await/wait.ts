import { setTimeout as sleep } from "node:timers/promises";
import { cleaningUp, isObject, type JsonObject, listAt, retryDelay, textAt } from "../../../lib/index.ts";
import { ApiRejected, collectionPath, type Resource } from "../../client/index.ts";
import type { Cluster } from "../cluster.ts";
import { hasRule, readinessOf } from "./readiness.ts";
import { failed, type Readiness, type Related } from "./verdict.ts";
import { podTrouble } from "./workload-rules.ts";

const watchBackoff = { first: 100, longest: 5000 };

export interface Wait {
  readonly cluster: Cluster;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Receives what is being waited for, each time it changes. */
  readonly onProgress?: (message: string) => void;
}

/** What stands in the way of readiness after all the waiting. `undefined` says: nothing, it is ready. */
export type NotReady = { readonly reasons: readonly string[] } | undefined;

/** Waits until an object is ready, has failed, the time is over or the signal aborts. Reads it again at every change. */
export async function waitUntilReady(wait: Wait, live: JsonObject, waitFor: string | undefined): Promise<NotReady> {
  if (waitFor === undefined && !hasRule(live)) return undefined;
  const look = async (): Promise<Readiness> => {
    const current = await wait.cluster.get(wait.resource, wait.namespace, wait.name);
    if (current === undefined) return failed("it was deleted by another client");
    const readiness = readinessOf(current, await relatedTo(wait, current), waitFor);
    if (readiness.state === "waiting") wait.onProgress?.(readiness.reason);
    return readiness;
  };

  const more = textAt(live, "kind") === "Service" ? endpointPaths(wait) : [];
  const { last, why } = await lookUntil(wait, look, ({ state }) => state !== "waiting", more);
  if (last.state === "ready") return undefined;
  return { reasons: [...(why === undefined ? [] : [why]), last.reason, ...(await podTroubles(wait, live))] };
}

/** Waits until an object is gone, or another stands in its place. Resolves to what is left when the time is over. */
export async function waitUntilGone(wait: Wait, uid: string | undefined): Promise<JsonObject | undefined> {
  const look = async (): Promise<JsonObject | undefined> => {
    const current = await wait.cluster.get(wait.resource, wait.namespace, wait.name);
    return current !== undefined && textAt(current, "metadata", "uid") === uid ? current : undefined;
  };
  return (await lookUntil(wait, look, (left) => left === undefined, [])).last;
}

/** Looks at first and after every change at the watched paths, until `isDone`. `why` says what ended it before that. */
async function lookUntil<Seen>(
  wait: Wait,
  look: () => Promise<Seen>,
  isDone: (seen: Seen) => boolean,
  more: readonly string[],
): Promise<{ readonly last: Seen; readonly why?: string }> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), wait.seconds * 1000);
  const signal = AbortSignal.any([over.signal, wait.signal]);
  const changes = new Changes(signal);
  const own = {
    path: collectionPath(wait.resource, wait.namespace),
    query: { fieldSelector: `metadata.name=${wait.name}` },
  };
  let watching: readonly Promise<void>[] = [];
  const looking = async (): Promise<{ readonly last: Seen; readonly why?: string }> => {
    for (;;) {
      const last = await look();
      if (isDone(last)) return { last };
      if (wait.signal.aborted) return { last, why: "the operation was cancelled" };
      if (over.signal.aborted) return { last, why: `it took longer than ${wait.seconds} s` };
      // What is ready at the first look needs no watch at all.
      if (watching.length === 0) {
        const targets = [own, ...more.map((path) => ({ path, query: {} }))];
        watching = targets.map((target) => follow(wait, target, changes, signal));
      }
      await changes.next();
    }
  };
  return await cleaningUp(looking, async () => {
    clearTimeout(timer);
    over.abort();
    await Promise.all(watching);
  });
}

/** Remembers that something changed until it is read. */
class Changes {
  #changed = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.happened(), { once: true });
  }

  happened(): void {
    this.#changed = true;
    this.#wake();
  }

  async next(): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#changed = false;
  }
}

interface WatchTarget {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Watches until the signal aborts; a watch that ends is taken up again, since servers end them at will. */
async function follow(wait: Wait, target: WatchTarget, changes: Changes, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const onOpen = (): void => changes.happened();
      for await (const _ of wait.cluster.client.watch(target.path, target.query, { signal, onOpen })) {
        attempt = 0;
        changes.happened();
      }
    } catch (thrown) {
      if (signal.aborted) return;
      // Without the right to watch, or without a connection, the wait goes on by polling.
      if (!(thrown instanceof ApiRejected) || thrown.data.status !== 410) attempt += 1;
    }
    changes.happened();
    await sleep(retryDelay(attempt + 1, watchBackoff), undefined, { signal }).catch(() => undefined);
  }
}

async function relatedTo(wait: Wait, live: JsonObject): Promise<Related> {
  const kind = textAt(live, "kind");
  const endpoints = kind === "Service" ? await endpointsOf(wait) : [];
  const className = kind === "PersistentVolumeClaim" ? textAt(live, "spec", "storageClassName") : undefined;
  const storageClass =
    className === undefined ? undefined : await read(wait, `/apis/storage.k8s.io/v1/storageclasses/${className}`);
  return { endpoints, storageClass };
}

function endpointPaths({ namespace }: Wait): readonly string[] {
  return [
    `/api/v1/namespaces/${namespace}/endpoints`,
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
  ];
}

async function endpointsOf(wait: Wait): Promise<readonly JsonObject[]> {
  const [endpoints, slices] = endpointPaths(wait);
  const own = await read(wait, `${endpoints}/${wait.name}`);
  const list = await read(wait, slices ?? "", { labelSelector: `kubernetes.io/service-name=${wait.name}` });
  return [...(own === undefined ? [] : [own]), ...listAt(list, "items").filter(isObject)];
}

async function podTroubles(wait: Wait, live: JsonObject): Promise<readonly string[]> {
  const labels = Object.entries(textLabels(live));
  if (labels.length === 0 || wait.namespace === undefined) return [];
  const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(",");
  const pods = await read(wait, `/api/v1/namespaces/${wait.namespace}/pods`, { labelSelector });
  return listAt(pods, "items").flatMap((pod) => {
    const trouble = podTrouble(pod);
    return trouble === undefined ? [] : [`pod ${textAt(pod, "metadata", "name") ?? "?"}: ${trouble}`];
  });
}

function textLabels(live: JsonObject): Record<string, string> {
  const labels = (live["spec"] as { selector?: { matchLabels?: Record<string, string> } } | undefined)?.selector
    ?.matchLabels;
  return labels ?? {};
}

async function read(wait: Wait, path: string, query: Record<string, string> = {}): Promise<JsonObject | undefined> {
  try {
    return (await wait.cluster.client.request({ method: "GET", path, query })) as JsonObject;
  } catch (thrown) {
    if (thrown instanceof ApiRejected) return undefined;
    throw thrown;
  }
}
