import { isObject, type JsonObject, listAt, textAt } from "../../../lib/index.ts";

/** Whether an object can be built upon. `failed` says that waiting longer is of no use. */
export type Readiness = { readonly state: "ready" } | { readonly state: "waiting" | "failed"; readonly reason: string };

export const ready: Readiness = { state: "ready" };

export function waiting(reason: string): Readiness {
  return { state: "waiting", reason };
}

export function failed(reason: string): Readiness {
  return { state: "failed", reason };
}

/** What a kind's rule may look at besides the object itself. */
export interface Related {
  /** Endpoints of the same name and EndpointSlices of a Service. */
  readonly endpoints: readonly JsonObject[];
  /** The storage class that a PersistentVolumeClaim names. */
  readonly storageClass: JsonObject | undefined;
}

export type ReadinessRule = (live: JsonObject, related: Related) => Readiness;

export function conditionOf(live: unknown, type: string): JsonObject | undefined {
  return listAt(live, "status", "conditions").find(
    (condition): condition is JsonObject => isObject(condition) && textAt(condition, "type") === type,
  );
}

export function isTrue(live: unknown, type: string): boolean {
  return textAt(conditionOf(live, type), "status") === "True";
}
