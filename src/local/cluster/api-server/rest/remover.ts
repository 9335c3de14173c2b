import {
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  sameJson,
  stringOf,
  textOf,
} from "../../../../lib/index.ts";
import { protections } from "../admission/index.ts";
import { crdTable, type ResourceType } from "../kinds/index.ts";
import { conflict, forbidden } from "../problem/index.ts";
import { optionsInvalid } from "./options.ts";
import { type ClusterState, existing, isGone, type Place, removeObject, timestamp } from "./writer.ts";

/** Finalizers by which the garbage collector is asked to act before an owner goes. */
export const collectorFinalizers = { foreground: "foregroundDeletion", orphan: "orphan" } as const;

/** By this a definition waits for the objects that it defines. */
export const definitionCleanup = "customresourcecleanup.apiextensions.k8s.io";

const kept = new Set(["default", "kube-system", "kube-public"]);

export interface Removed {
  /** The object's last state, or the one in which it now waits. */
  readonly object: JsonObject;
  /** False while finalizers, a grace period or a namespace's contents hold it. */
  readonly gone: boolean;
}

/** Options as a request's body or query holds them. */
export interface RemoveOptions {
  readonly dryRun: boolean;
  readonly propagationPolicy?: string;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads DeleteOptions from a body, completed by the query. */
export function removeOptions(body: unknown, query: URLSearchParams, dryRun: boolean): RemoveOptions {
  const sent = objectOf(body);
  const policy = stringOf(sent.propagationPolicy) ?? query.get("propagationPolicy") ?? undefined;
  const orphan = sent.orphanDependents ?? (query.get("orphanDependents") === "true" ? true : undefined);
  const grace =
    numberOf(sent.gracePeriodSeconds) ??
    (query.has("gracePeriodSeconds") ? Number(query.get("gracePeriodSeconds")) : undefined);
  if (policy !== undefined) requirePolicy(policy, orphan);
  return {
    dryRun: dryRun || listOf(sent.dryRun).includes("All"),
    ...(policy === undefined
      ? orphan === true
        ? { propagationPolicy: "Orphan" }
        : {}
      : { propagationPolicy: policy }),
    ...(grace === undefined || Number.isNaN(grace) ? {} : { gracePeriodSeconds: grace }),
    ...(isObject(sent.preconditions) ? { preconditions: sent.preconditions } : {}),
  };
}

function requirePolicy(policy: string, orphan: unknown): void {
  const shown = JSON.stringify(policy);
  if (orphan !== undefined) {
    const message = `Invalid value: ${shown}: orphanDependents and deletionPropagation cannot be both set`;
    throw optionsInvalid("DeleteOptions", "propagationPolicy", message);
  }
  const known = ["Foreground", "Background", "Orphan"];
  if (known.includes(policy)) return;
  const words = [...known, "nil"].map((one) => JSON.stringify(one)).join(", ");
  const message = `Unsupported value: ${shown}: supported values: ${words}`;
  throw optionsInvalid("DeleteOptions", "propagationPolicy", message);
}

/** Deletes an object, or marks it for those who have to act first. */
export function deleteObject(cluster: ClusterState, place: Place, options: RemoveOptions): Removed {
  const { type, name } = place;
  const before = existing(cluster, place);
  const metadata = objectOf(before.metadata);
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      { group: "", resource: type.kind },
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${textOf(metadata.uid)}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      type,
      name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${String(metadata.resourceVersion)}`,
    );
  }
  if (type.table === "namespaces" && kept.has(name)) throw forbidden(type, name, "this namespace may not be deleted");

  const after = marked(cluster, type, before, options);
  if (isGone(type, after)) {
    if (!options.dryRun) removeObject(cluster, type, before);
    return { object: after, gone: true };
  }
  if (options.dryRun || sameJson(before, after)) return { object: after, gone: false };
  return { object: type.fromStored(cluster.store.put(type.table, type.toStored(after))), gone: false };
}

function marked(cluster: ClusterState, type: ResourceType, before: JsonObject, options: RemoveOptions): JsonObject {
  const old = objectOf(before.metadata);
  const grace = graceOf(type, before, options);
  const first = old.deletionTimestamp === undefined;
  const held = first && type.table === crdTable ? [definitionCleanup] : [];
  // No pod runs here, so that no volume is in use.
  const others = listOf(old.finalizers)
    .map(String)
    .filter((name) => !Object.values<string>(protections).includes(name));
  const finalizers = finalizersFor([...others, ...held], options.propagationPolicy);
  const shorter = typeof old.deletionGracePeriodSeconds === "number" && grace < old.deletionGracePeriodSeconds;
  const deadline = timestamp(new Date(cluster.now().getTime() + grace * 1000));
  const metadata: JsonObject = {
    ...old,
    ...(first || shorter ? { deletionTimestamp: deadline, deletionGracePeriodSeconds: grace } : {}),
    ...(first && typeof old.generation === "number" ? { generation: old.generation + 1 } : {}),
  };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  const after = { ...before, metadata };
  return type.table === "namespaces"
    ? { ...after, status: { ...objectOf(before.status), phase: "Terminating" } }
    : after;
}

function finalizersFor(finalizers: readonly string[], policy: string | undefined): readonly string[] {
  const wanted =
    policy === "Foreground"
      ? collectorFinalizers.foreground
      : policy === "Orphan"
        ? collectorFinalizers.orphan
        : undefined;
  const others = finalizers.filter(
    (one) => policy === undefined || !Object.values<string>(collectorFinalizers).includes(one),
  );
  return wanted === undefined ? others : [...others, wanted];
}

/** Only Pods on a node get a grace period, in which the kubelet stops their processes. */
function graceOf({ table }: ResourceType, object: JsonObject, options: RemoveOptions): number {
  if (table !== "pods") return 0;
  const spec = objectOf(object.spec);
  const phase = objectOf(object.status).phase;
  if (spec.nodeName === undefined || phase === "Succeeded" || phase === "Failed") return 0;
  return Math.max(options.gracePeriodSeconds ?? numberOf(spec.terminationGracePeriodSeconds) ?? 30, 0);
}
