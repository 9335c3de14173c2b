import type { KubernetesApi } from "../../kubernetes/client/index.ts";
import type { Clock } from "../../lib/index.ts";
import type { Applier } from "../apply/index.ts";
import type { InFlight } from "../build/index.ts";
import type { Kustomization } from "../flux/index.ts";
import type { LiveCache } from "../live/index.ts";
import type { EventRecorder, Metrics } from "../observe/index.ts";
import type { Pruner } from "../prune/index.ts";
import type { Accounts } from "./accounts.ts";
import type { Claims } from "./claims.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Sources } from "./sources.ts";

export interface Writers {
  readonly api: KubernetesApi;
  readonly applier: Applier;
  readonly pruner: Pruner;
}

/** What a pass over a `Kustomization` works with. */
export interface KustomizationParts {
  readonly api: KubernetesApi;
  readonly store: ObjectStore;
  readonly sources: Sources;
  readonly live: LiveCache;
  /** What works on the objects of a Kustomization, in the name of its service account when it has one. */
  writersOf(kustomization: Pick<Kustomization, "namespace" | "serviceAccountName">): Writers;
  readonly accounts: Pick<Accounts, "exists">;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly kustomize: { readonly searchPath: string; readonly scratch: string };
  /** What all builds parse at once. */
  readonly inFlight: InFlight;
  readonly signal: AbortSignal;
  /** There are objects whose kinds are not served as they need it, so CustomResourceDefinitions are watched. */
  readonly onAwaitedDefinitions: () => void;
}
