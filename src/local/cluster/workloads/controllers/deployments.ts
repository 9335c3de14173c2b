import { at, isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  type Condition,
  conditionsWith,
  hashOf,
  keyOf,
  keysOfController,
  ownedBy,
  ownerReference,
  resources,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { type PodSet, planRollingUpdate, podsOf } from "./rollout-plan.ts";
import { whileThere } from "./while-there.ts";

const hashLabel = "pod-template-hash";
const revisionKey = "deployment.kubernetes.io/revision";

/** Deployments: one ReplicaSet per version of the pod template, and the way from the older ones to the newest. */
export function deployments(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "deployments",
    sources: [
      { resource: resources.deployments, keysOf: (object) => [keyOf(object)] },
      { resource: resources.replicaSets, keysOf: keysOfController("Deployment") },
    ],
    reconcile: whileThere(api, resources.deployments, async (deployment) => {
      return reconcile(context, deployment);
    }),
  };
}

async function reconcile(context: ControllerContext, deployment: KubernetesObject): Promise<number | undefined> {
  const { api } = context;
  const { namespace } = deployment.metadata;
  const sets = api.list(resources.replicaSets, namespace).filter(ownedBy(deployment));
  const hash = hashOf(at(deployment, "spec", "template"));
  const newest = sets.find((set) => set.metadata.labels?.[hashLabel] === hash);
  const older = sets.filter((set) => set !== newest);
  if (newest === undefined) {
    await createReplicaSet(context, deployment, hash, nextRevision(sets));
    return undefined; // its arrival brings this Deployment up again
  }
  await keepRevision(context, deployment, newest, sets);
  if (at(deployment, "spec", "paused") !== true) {
    await scale(context, sets, sizesFor(deployment, newest, older));
    await forgetOldest(context, deployment, older);
  }
  return writeStatus(context, deployment, newest, older);
}

function sizesFor(
  deployment: KubernetesObject,
  newest: KubernetesObject,
  older: readonly KubernetesObject[],
): ReadonlyMap<string, number> {
  const replicas = wantedReplicas(deployment);
  if (textAt(deployment, "spec", "strategy", "type") === "Recreate") {
    const left = older.some((set) => (numberAt(set, "status", "replicas") ?? 0) > 0 || wantedReplicas(set) > 0);
    return new Map([
      ...older.map((set) => [set.metadata.name, 0] as const),
      [newest.metadata.name, left ? 0 : replicas],
    ]);
  }
  const { maxSurge = "25%", maxUnavailable = "25%" } = objectAt(deployment, "spec", "strategy", "rollingUpdate");
  return planRollingUpdate({
    replicas,
    maxSurge: podsOf(maxSurge, replicas, "up"),
    maxUnavailable: podsOf(maxUnavailable, replicas, "down"),
    newest: podSet(newest),
    older: older.map(podSet),
  });
}

function podSet(set: KubernetesObject): PodSet {
  return {
    name: set.metadata.name,
    wanted: wantedReplicas(set),
    existing: numberAt(set, "status", "replicas") ?? 0,
    available: numberAt(set, "status", "availableReplicas") ?? 0,
  };
}

async function scale(
  { api }: ControllerContext,
  sets: readonly KubernetesObject[],
  sizes: ReadonlyMap<string, number>,
): Promise<void> {
  for (const set of sets) {
    const replicas = sizes.get(set.metadata.name);
    if (replicas === undefined || replicas === wantedReplicas(set)) continue;
    await api.update(resources.replicaSets, set.metadata.name, set.metadata.namespace, (current) => ({
      ...current,
      spec: { ...objectAt(current, "spec"), replicas },
    }));
  }
}

async function createReplicaSet(
  { api }: ControllerContext,
  deployment: KubernetesObject,
  hash: string,
  revision: number,
): Promise<void> {
  const { name, namespace } = deployment.metadata;
  const template = objectAt(deployment, "spec", "template");
  const labels = { ...objectAt(template, "metadata", "labels"), [hashLabel]: hash } as Record<string, string>;
  const selector = objectAt(deployment, "spec", "selector");
  await api.create({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: { [revisionKey]: String(revision) },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...objectAt(selector, "matchLabels"), [hashLabel]: hash } },
      template: { ...template, metadata: { ...objectAt(template, "metadata"), labels } },
    },
  });
}

/** The version in use has the highest number: going back to an older template makes it the newest once more. */
async function keepRevision(
  { api }: ControllerContext,
  deployment: KubernetesObject,
  newest: KubernetesObject,
  sets: readonly KubernetesObject[],
): Promise<void> {
  const others = sets.filter((set) => set !== newest);
  const revision = String(Math.max(revisionOf(newest), nextRevision(others)));
  for (const [resource, object] of [
    [resources.replicaSets, newest],
    [resources.deployments, deployment],
  ] as const) {
    if (object.metadata.annotations?.[revisionKey] === revision) continue;
    await api.update(resource, object.metadata.name, object.metadata.namespace, (current) => ({
      ...current,
      metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [revisionKey]: revision } },
    }));
  }
}

async function forgetOldest(
  { api }: ControllerContext,
  deployment: KubernetesObject,
  older: readonly KubernetesObject[],
): Promise<void> {
  const kept = numberAt(deployment, "spec", "revisionHistoryLimit") ?? 10;
  const empty = older.filter((set) => wantedReplicas(set) === 0 && (numberAt(set, "status", "replicas") ?? 0) === 0);
  const surplus = empty.toSorted((one, other) => revisionOf(other) - revisionOf(one)).slice(kept);
  for (const set of surplus) await api.delete(resources.replicaSets, set.metadata.name, set.metadata.namespace);
}

async function writeStatus(
  context: ControllerContext,
  deployment: KubernetesObject,
  newest: KubernetesObject,
  older: readonly KubernetesObject[],
): Promise<number | undefined> {
  const { api, clock } = context;
  const { name, namespace } = deployment.metadata;
  const current = api.get(resources.deployments, name, namespace);
  if (current === undefined) return undefined;
  const sets = [newest, ...older]
    .map((set) => api.get(resources.replicaSets, set.metadata.name, namespace))
    .filter(isObject);
  const count = (field: string, of: readonly unknown[] = sets): number =>
    of.reduce<number>((total, set) => total + (numberAt(set, "status", field) ?? 0), 0);
  const wanted = wantedReplicas(current);
  const updated = count("replicas", sets.slice(0, 1));
  const available = count("availableReplicas");
  const total = count("replicas");
  const rollingUpdate = objectAt(current, "spec", "strategy", "rollingUpdate");
  const mayMiss =
    textAt(current, "spec", "strategy", "type") === "Recreate"
      ? 0
      : podsOf(rollingUpdate["maxUnavailable"] ?? "25%", wanted, "down");
  const done = updated === wanted && total === updated && available === wanted && updatedIsAvailable(sets[0], wanted);
  const progress = progressOf(context, current, newest.metadata.name, done);
  const conditions: readonly Condition[] = [
    available >= wanted - mayMiss
      ? {
          type: "Available",
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        },
    progress.condition,
  ];
  const status: JsonObject = {
    observedGeneration: current.metadata.generation,
    replicas: total || undefined,
    updatedReplicas: updated || undefined,
    readyReplicas: count("readyReplicas") || undefined,
    availableReplicas: available || undefined,
    unavailableReplicas: Math.max(0, Math.max(total, wanted) - available) || undefined,
    conditions: conditionsWith(current, conditions, { clock, updateTimes: true }),
  };
  await context.setStatus(resources.deployments, current, status);
  return progress.msLeft;
}

function updatedIsAvailable(newest: unknown, wanted: number): boolean {
  return (numberAt(newest, "status", "availableReplicas") ?? 0) >= wanted;
}

interface Progress {
  readonly condition: Condition;
  /** How long this version may still go on without being done. */
  readonly msLeft: number | undefined;
}

function progressOf({ clock }: ControllerContext, deployment: KubernetesObject, set: string, done: boolean): Progress {
  const progressing = (reason: string, words: string, status: "True" | "False" = "True"): Condition => ({
    type: "Progressing",
    status,
    reason,
    message: `ReplicaSet "${set}" ${words}.`,
  });
  if (done) {
    return { condition: progressing("NewReplicaSetAvailable", "has successfully progressed"), msLeft: undefined };
  }
  const underway = progressing("ReplicaSetUpdated", "is progressing");
  const exceeded = progressing("ProgressDeadlineExceeded", "has timed out progressing", "False");
  const before = listAt(deployment, "status", "conditions").find((entry) => textAt(entry, "type") === "Progressing");
  const allowed = (numberAt(deployment, "spec", "progressDeadlineSeconds") ?? 600) * 1000;
  if (textAt(before, "message") === exceeded.message) return { condition: exceeded, msLeft: undefined };
  if (textAt(before, "message") !== underway.message) return { condition: underway, msLeft: allowed };

  const began = Date.parse(textAt(before, "lastUpdateTime") ?? "");
  const msLeft = began + allowed - clock.now().getTime();
  return msLeft > 0 ? { condition: underway, msLeft } : { condition: exceeded, msLeft: undefined };
}

function nextRevision(sets: readonly KubernetesObject[]): number {
  return Math.max(0, ...sets.map(revisionOf)) + 1;
}

function revisionOf(set: KubernetesObject): number {
  return Number(set.metadata.annotations?.[revisionKey] ?? 0);
}

function wantedReplicas(object: unknown): number {
  return numberAt(object, "spec", "replicas") ?? 1;
}
