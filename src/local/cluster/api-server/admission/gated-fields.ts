import { isObject, type JsonObject, objectOf, objectsIn } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { fill } from "./fill.ts";

type Drop = (spec: JsonObject) => void;

/** Fields of features that are off unless a cluster's administrator turns them on; kube-apiserver 1.34 drops them. */
const drops: Readonly<Record<string, Drop>> = {
  "/Pod": dropOfPod,
  "/PersistentVolumeClaim": nameDataSource,
  "apps/Deployment": ofTemplate,
  "apps/ReplicaSet": ofTemplate,
  "apps/DaemonSet": ofTemplate,
  "apps/StatefulSet": (spec) => {
    delete objectOf(objectOf(spec.updateStrategy).rollingUpdate).maxUnavailable;
    ofTemplate(spec);
  },
  "batch/Job": ofTemplate,
  "batch/CronJob": (spec) => ofTemplate(objectOf(objectOf(spec.jobTemplate).spec)),
  "coordination.k8s.io/Lease": (spec) => {
    delete spec.strategy;
    delete spec.preferredHolder;
  },
};

/** Takes away, in place, what only a feature that is off would use. The writer owns it nevertheless. */
export function dropGatedFields({ group, kind }: ResourceType, object: JsonObject): void {
  drops[`${group}/${kind}`]?.(objectOf(object.spec));
}

function ofTemplate(spec: JsonObject): void {
  dropOfPod(objectOf(objectOf(spec.template).spec));
}

function dropOfPod(spec: JsonObject): void {
  for (const list of ["containers", "initContainers"]) {
    for (const container of objectsIn(spec[list])) {
      delete container.restartPolicyRules;
      // A policy of its own makes a container that starts early one that stays; others are of a feature that is off.
      if (list === "containers" || container.restartPolicy !== "Always") delete container.restartPolicy;
    }
  }
  dropImageVolumes(spec);
}

function dropImageVolumes(spec: JsonObject): void {
  const volumes = objectsIn(spec.volumes);
  const kept = volumes.filter(({ image }) => image === undefined);
  if (kept.length === volumes.length) return;
  const gone = new Set(volumes.filter(({ image }) => image !== undefined).map(({ name }) => name));
  if (kept.length === 0) delete spec.volumes;
  else spec.volumes = kept;
  for (const list of ["containers", "initContainers"]) {
    for (const container of objectsIn(spec[list])) {
      const mounts = objectsIn(container.volumeMounts).filter(({ name }) => !gone.has(name));
      if (mounts.length > 0) container.volumeMounts = mounts;
      else delete container.volumeMounts;
    }
  }
}

/** A claim says by two fields of what it is a copy; the older one knows claims and snapshots alone. */
function nameDataSource(spec: JsonObject): void {
  const source = spec.dataSource;
  if (isObject(source)) {
    const { apiGroup = "", kind } = source;
    const isKnown =
      (apiGroup === "" && kind === "PersistentVolumeClaim") ||
      (apiGroup === "snapshot.storage.k8s.io" && kind === "VolumeSnapshot");
    if (isKnown) fill(spec, { dataSourceRef: source });
    else delete spec.dataSource;
  }
  const reference = spec.dataSourceRef;
  if (isObject(reference) && reference.namespace === undefined) fill(spec, { dataSource: reference });
}
