import { at, type JsonObject, listAt, numberAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  hashOf,
  isLeaving,
  isReady,
  isSettled,
  keyOf,
  keysOfController,
  ownedBy,
  ownerReference,
  podsWith,
  resources,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { podOf } from "./pod-of.ts";
import { whileThere } from "./while-there.ts";

const revisionLabel = "controller-revision-hash";

/** StatefulSets: pods with numbers and volumes of their own, made from the lowest and replaced from the highest number. */
export function statefulSets(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "statefulsets",
    sources: [
      { resource: resources.statefulSets, keysOf: (object) => [keyOf(object)] },
      { resource: resources.pods, keysOf: keysOfController("StatefulSet") },
    ],
    reconcile: whileThere(api, resources.statefulSets, async (set) => {
      await keepPods(context, set);
      await writeStatus(context, set);
    }),
  };
}

/** Takes one step towards the wanted pods; the next follows when what it did shows. */
async function keepPods(context: ControllerContext, set: KubernetesObject): Promise<void> {
  const { api } = context;
  const pods = new Map(ownPods(context, set).map((pod) => [ordinalOf(pod), pod]));
  const first = numberAt(set, "spec", "ordinals", "start") ?? 0;
  const wanted = Array.from({ length: numberAt(set, "spec", "replicas") ?? 1 }, (_, index) => first + index);
  const parallel = textAt(set, "spec", "podManagementPolicy") === "Parallel";

  for (const ordinal of wanted) {
    const pod = pods.get(ordinal);
    if (pod === undefined) await createPod(context, set, ordinal);
    else if (isSettled(pod) && !isLeaving(pod))
      await api.delete(resources.pods, pod.metadata.name, pod.metadata.namespace);
    const there = pod !== undefined && isReady(pod) && !isLeaving(pod);
    if (!there && !parallel) return;
  }
  const surplus = [...pods.values()].filter((pod) => !wanted.includes(ordinalOf(pod))).toSorted(highestFirst);
  for (const pod of surplus) {
    if (!isLeaving(pod)) await api.delete(resources.pods, pod.metadata.name, pod.metadata.namespace);
    if (!parallel) return;
  }
  await replaceOutdated(context, set, [...pods.values()]);
}

async function replaceOutdated(
  { api }: ControllerContext,
  set: KubernetesObject,
  pods: readonly KubernetesObject[],
): Promise<void> {
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return;
  const partition = numberAt(set, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  if (!pods.every((pod) => isReady(pod) && !isLeaving(pod))) return;
  const outdated = pods
    .filter((pod) => ordinalOf(pod) >= partition && pod.metadata.labels?.[revisionLabel] !== revisionOf(set))
    .toSorted(highestFirst)[0];
  if (outdated !== undefined) await api.delete(resources.pods, outdated.metadata.name, outdated.metadata.namespace);
}

async function createPod({ api }: ControllerContext, set: KubernetesObject, ordinal: number): Promise<void> {
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = listAt(set, "spec", "volumeClaimTemplates");
  for (const claim of claims)
    await ensureClaim({ api }, set, claim, `${textAt(claim, "metadata", "name") ?? "data"}-${name}`);
  const template = at(set, "spec", "template");
  const volumes = claims.map((claim) => {
    const volume = textAt(claim, "metadata", "name") ?? "data";
    return { name: volume, persistentVolumeClaim: { claimName: `${volume}-${name}` } };
  });
  const given = listAt(template, "spec", "volumes").filter(
    (volume) => !volumes.some((own) => own.name === textAt(volume, "name")),
  );
  await api.create(
    podOf(set, template, {
      name,
      labels: {
        [revisionLabel]: revisionOf(set),
        "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": String(ordinal),
      },
      spec: {
        hostname: name,
        ...(textAt(set, "spec", "serviceName") ? { subdomain: textAt(set, "spec", "serviceName") } : {}),
        ...(volumes.length + given.length === 0 ? {} : { volumes: [...volumes, ...given] }),
      },
    }),
  );
}

/** A claim outlives its pod, and its set unless the set's retention policy says otherwise: data is not thrown away. */
async function ensureClaim(
  { api }: Pick<ControllerContext, "api">,
  set: KubernetesObject,
  template: unknown,
  name: string,
): Promise<void> {
  const { namespace } = set.metadata;
  if (api.get(resources.claims, name, namespace) !== undefined) return;
  const labels = objectAt(set, "spec", "selector", "matchLabels");
  const deleted = textAt(set, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted") === "Delete";
  await api.create({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, ...objectAt(template, "metadata", "labels") } as Record<string, string>,
      ...(deleted ? { ownerReferences: [ownerReference(set)] } : {}),
    },
    spec: objectAt(template, "spec"),
  });
}

async function writeStatus(context: ControllerContext, set: KubernetesObject): Promise<void> {
  const pods = ownPods(context, set).filter((pod) => !isLeaving(pod));
  const revision = `${set.metadata.name}-${revisionOf(set)}`;
  const updated = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === revisionOf(set)).length;
  const readyPods = pods.filter(isReady).length;
  const wanted = numberAt(set, "spec", "replicas") ?? 1;
  const done = updated === wanted && pods.length === wanted && readyPods === wanted;
  const status: JsonObject = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: readyPods || undefined,
    availableReplicas: readyPods,
    currentReplicas: (done ? pods.length : pods.length - updated) || undefined,
    updatedReplicas: updated || undefined,
    currentRevision: done ? revision : (textAt(set, "status", "currentRevision") ?? revision),
    updateRevision: revision,
    collisionCount: 0,
  };
  await context.setStatus(resources.statefulSets, set, status);
}

function ownPods({ api }: Pick<ControllerContext, "api">, set: KubernetesObject): readonly KubernetesObject[] {
  return podsWith(api, set.metadata.namespace, ownedBy(set));
}

function revisionOf(set: KubernetesObject): string {
  return hashOf(at(set, "spec", "template"));
}

function ordinalOf(pod: KubernetesObject): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf("-") + 1));
}

function highestFirst(one: KubernetesObject, other: KubernetesObject): number {
  return ordinalOf(other) - ordinalOf(one);
}
