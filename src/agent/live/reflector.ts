import { setTimeout as delay } from "node:timers/promises";
import {
  isRejected,
  type KubernetesApi,
  type KubernetesObject,
  type Resource,
  type Selection,
} from "../../kubernetes/client/index.ts";
import { type Logger, messageOf, retryDelay } from "../../lib/index.ts";

/** Receives what a {@link reflect} sees: everything at first and after a gap, then each change. */
export interface ReflectionListener {
  replaced(objects: readonly KubernetesObject[]): void;
  changed(type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject): void;
}

const backoff = { first: 250, longest: 15_000 };

/**
 * Keeps a listener up to date with a collection until `signal` aborts: one list, then watches without a gap.
 *
 * Connections that end are opened again from where they ended; only a version that is too old costs a new list.
 *
 * @returns once the first list has been delivered; rejects when that list is refused.
 */
export async function reflect(
  api: KubernetesApi,
  resource: Resource,
  selection: Selection,
  listener: ReflectionListener,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<void> {
  let version: string | undefined = await listInto(api, resource, selection, listener);
  // Every kind has a watch that listens to the end of the agent: on a signal of its own, or the shared one warns of a leak.
  const ended = AbortSignal.any([signal]);
  const follow = async () => {
    let failures = 0;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        const resourceVersion = version ?? (await listInto(api, resource, selection, listener));
        version = resourceVersion;
        for await (const event of api.watch(resource, { ...selection, resourceVersion }, ended)) {
          if (event.type === "BOOKMARK") version = event.resourceVersion || version;
          else {
            version = event.object.metadata.resourceVersion ?? version;
            listener.changed(event.type, event.object);
          }
        }
        failures = 0;
      } catch (thrown) {
        if (signal.aborted) return;
        // Gone or refused: what was seen may not go on from here. An outage keeps its place.
        if (isRejected(thrown)) version = undefined;
        log.debug({ resource: resource.plural, reason: messageOf(thrown) }, "watch ended");
      }
      if (performance.now() - began > backoff.longest) failures = 0;
      failures += 1;
      await delay(retryDelay(failures, backoff), undefined, { signal: ended, ref: false }).catch(() => undefined);
    }
  };
  void follow();
}

async function listInto(
  api: KubernetesApi,
  resource: Resource,
  selection: Selection,
  listener: ReflectionListener,
): Promise<string> {
  const { items, resourceVersion } = await api.list(resource, selection);
  listener.replaced(items);
  return resourceVersion;
}
