import type { Metrics } from "../observe/index.ts";

/** What the passes of a controller are counted under. */
export interface Measuring {
  readonly metrics: Metrics;
  readonly kind: "GitRepository" | "Kustomization" | "Receiver";
  /** Passes at once. */
  readonly concurrency: number;
  /** Whether the object of a key is there: what is gone is no longer counted. */
  readonly isThere: (key: string) => boolean;
}

/** A pass over the object of a key. Resolves to the milliseconds after which it is due again without a change, if it is. */
export type Reconcile = (key: string) => Promise<number | undefined>;

/** The work, counted and timed under the names, and with the results, that Flux's controllers have for it. */
export function measured(work: Reconcile, { metrics, kind, concurrency, isThere }: Measuring): Reconcile {
  const controller = kind.toLowerCase();
  metrics.set("controller_runtime_max_concurrent_reconciles", { controller }, concurrency);
  metrics.set("controller_runtime_active_workers", { controller }, 0);
  metrics.add("controller_runtime_reconcile_errors_total", { controller }, 0);
  return async (key) => {
    const began = performance.now();
    metrics.add("controller_runtime_active_workers", { controller });
    let result = "error";
    try {
      const due = await work(key);
      result = due === undefined ? "success" : "requeue_after";
      return due;
    } finally {
      const seconds = (performance.now() - began) / 1000;
      metrics.add("controller_runtime_active_workers", { controller }, -1);
      metrics.add("controller_runtime_reconcile_total", { controller, result });
      if (result === "error") metrics.add("controller_runtime_reconcile_errors_total", { controller });
      metrics.observe("controller_runtime_reconcile_time_seconds", { controller }, seconds);
      const [namespace = "", name = ""] = key.split("/");
      if (isThere(key)) metrics.observe("gotk_reconcile_duration_seconds", { kind, name, namespace }, seconds);
      else metrics.forget({ kind, name, namespace });
    }
  };
}
