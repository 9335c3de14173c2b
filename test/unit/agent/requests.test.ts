import { pino } from "pino";
import { expect, it } from "vitest";
import { Metrics } from "../../../src/agent/observe/index.ts";
import { Accounts, Controller } from "../../../src/agent/reconcile/index.ts";
import type { KubernetesApi, KubernetesObject, Resource, WatchEvent } from "../../../src/kubernetes/client/index.ts";
import { annotations } from "../../../src/kubernetes/flux/index.ts";
import { systemClock } from "../../../src/lib/index.ts";

/** A Kustomization that is refused at once, so that each pass over it is one write of its status. */
const version = (resourceVersion: string, requestedAt?: string): KubernetesObject => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: {
    name: "apps",
    namespace: "flux-system",
    generation: 1,
    resourceVersion,
    ...(requestedAt !== undefined && { annotations: { [annotations.requestedAt]: requestedAt } }),
  },
  spec: {},
});

/** An API server with one Kustomization, which is annotated while a status is on its way. */
class AnnotatedMeanwhile implements Partial<KubernetesApi> {
  readonly handled: unknown[] = [];
  #tell: (event: WatchEvent) => void = () => {};
  readonly #told: Promise<WatchEvent>;

  constructor() {
    this.#told = new Promise((resolve) => (this.#tell = resolve));
  }

  async list({ kind }: Resource) {
    return await Promise.resolve({ items: kind === "Kustomization" ? [version("1")] : [], resourceVersion: "1" });
  }

  async *watch({ kind }: Resource, _: object, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (kind === "Kustomization") yield await this.#told;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  async mergePatch(_: object, patch: object): Promise<KubernetesObject> {
    this.handled.push((patch as { status: { lastHandledReconcileAt?: string } }).status.lastHandledReconcileAt);
    // The answer to the write holds the annotation already; the watch tells of it afterwards, by the older version.
    this.#tell({ type: "MODIFIED", object: version("2", "now") });
    return await Promise.resolve(version(String(2 + this.handled.length), "now"));
  }

  async resourceOf(): Promise<never> {
    return await Promise.reject(new Error("no events in this test"));
  }
}

it("carries out a request that the answer to its own write tells of before the watch does", async () => {
  const api = new AnnotatedMeanwhile();
  const end = new AbortController();
  const controller = new Controller(
    {
      api: api as unknown as KubernetesApi,
      accounts: new Accounts(api as unknown as KubernetesApi, () => api as unknown as KubernetesApi),
      concurrency: 1,
      objectConcurrency: 1,
      storage: "unused",
      searchPath: "",
      clock: systemClock,
      log: pino({ enabled: false }),
      metrics: new Metrics(),
      random: () => 0,
    },
    end.signal,
  );
  const running = controller.run();
  await expect.poll(() => api.handled.at(-1)).toBe("now");
  end.abort();
  await running;
});
