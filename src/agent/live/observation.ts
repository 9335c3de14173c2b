import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { isKept, isLeftAlone, isMerged, keyOf, ownerOf } from "../../kubernetes/flux/index.ts";
import { type Health, healthOf } from "../../kubernetes/health/index.ts";
import {
  type ForeignFields,
  foreignFields,
  isAppliedByFlux,
  isOverruled,
  ownFields,
} from "../../kubernetes/ownership/index.ts";
import { at, objectsIn } from "../../lib/index.ts";

/** All that the agent keeps of a live object. Small: there are thousands, and none of their content is needed. */
export interface Observation {
  readonly uid: string;
  readonly resourceVersion: string;
  /**
   * The fields that we own, as JSON. It changes exactly when another manager changes, removes or takes over one of
   * them.
   */
  readonly own: string;
  readonly health: Health;
  /** `namespace/name` of the Kustomization that it belongs to by its labels. */
  readonly owner: string | undefined;
  readonly deleting: boolean;
  /** Asks, by an annotation or a label in the cluster, to be neither corrected nor deleted. */
  readonly leftAlone: boolean;
  /** Asks to be kept when it leaves the source. */
  readonly kept: boolean;
  /** kubectl owns fields of it, which are not its to keep. */
  readonly overruled: boolean;
  readonly appliedByFlux: boolean;
  readonly foreign: readonly ForeignFields[];
  /** A Job that is done, and that Kubernetes deletes after the time that its `ttlSecondsAfterFinished` says. */
  readonly expires: boolean;
}

export function observationOf(object: KubernetesObject): Observation {
  const { metadata } = object;
  const own = ownFields(object);
  const owner = ownerOf(object);
  return {
    uid: metadata.uid ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    own: own === undefined ? "" : JSON.stringify(own),
    health: healthOf(object),
    owner: owner && keyOf(owner),
    deleting: metadata.deletionTimestamp !== undefined,
    leftAlone: isLeftAlone(metadata),
    kept: isKept(metadata),
    overruled: isOverruled(object) && !isMerged(metadata),
    appliedByFlux: isAppliedByFlux(object),
    foreign: foreignFields(object),
    expires: object.kind === "Job" && at(object, "spec", "ttlSecondsAfterFinished") !== undefined && isDone(object),
  };
}

function isDone(job: KubernetesObject): boolean {
  const conditions = objectsIn(at(job, "status", "conditions"));
  return conditions.some(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");
}

/** Whether version `a` came after `b`. Versions that are no numbers cannot be told apart: the one that arrives later counts. */
export function isNewer(a: string, b: string): boolean {
  return !/^\d+$/.test(a) || !/^\d+$/.test(b) || BigInt(a) > BigInt(b);
}
