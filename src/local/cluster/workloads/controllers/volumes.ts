import { isDeepStrictEqual } from "node:util";
import { listAt, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { isLeaving, keyOf, parseKey, resources } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";

/** PersistentVolumeClaims: each gets a volume of its size, once a pod uses it where its class waits for that. */
export function volumes(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "volumes",
    sources: [
      { resource: resources.claims, keysOf: (claim) => [keyOf(claim)] },
      {
        resource: resources.pods,
        keysOf: (pod) => claimsOf(pod).map((name) => `${pod.metadata.namespace ?? ""}/${name}`),
      },
    ],
    reconcile: async (key) => {
      const { name, namespace } = parseKey(key);
      const claim = api.get(resources.claims, name, namespace);
      if (claim === undefined) await releaseVolume(context, name, namespace);
      else if (!isLeaving(claim)) await bind(context, claim);
    },
  };
}

async function bind(context: ControllerContext, claim: KubernetesObject): Promise<void> {
  const { api } = context;
  const { name, namespace } = claim.metadata;
  const given = textAt(claim, "spec", "volumeName");
  if (given === undefined && !mayBind(context, claim)) {
    await context.setStatus(resources.claims, claim, { phase: "Pending" });
    return;
  }
  const volumeName = given ?? `pvc-${claim.metadata.uid ?? ""}`;
  if (api.get(resources.volumes, volumeName) === undefined) {
    if (given !== undefined) return context.setStatus(resources.claims, claim, { phase: "Pending" });
    await api.create(volumeFor(context, claim, volumeName));
  }
  if (given === undefined) {
    await api.update(resources.claims, name, namespace, (current) => ({
      ...current,
      spec: { ...objectAt(current, "spec"), volumeName },
    }));
    return; // the write brings the claim up again
  }
  const volume = api.get(resources.volumes, volumeName);
  if (volume !== undefined && textAt(volume, "status", "phase") !== "Bound") {
    await context.setStatus(resources.volumes, volume, { phase: "Bound" });
  }
  const status = {
    phase: "Bound",
    accessModes: listAt(claim, "spec", "accessModes"),
    capacity: { storage: objectAt(claim, "spec", "resources", "requests")["storage"] },
  };
  if (!isDeepStrictEqual(objectAt(claim, "status"), status)) await context.setStatus(resources.claims, claim, status);
}

function mayBind({ api }: ControllerContext, claim: KubernetesObject): boolean {
  const className = textAt(claim, "spec", "storageClassName");
  const storageClass = className === undefined ? undefined : api.get(resources.storageClasses, className);
  if (textAt(storageClass, "volumeBindingMode") !== "WaitForFirstConsumer") return true;
  return api.list(resources.pods, claim.metadata.namespace).some((pod) => claimsOf(pod).includes(claim.metadata.name));
}

function volumeFor({ api }: ControllerContext, claim: KubernetesObject, name: string): KubernetesObject {
  const className = textAt(claim, "spec", "storageClassName");
  const storageClass = className === undefined ? undefined : api.get(resources.storageClasses, className);
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": provisionerOf(storageClass) } },
    spec: {
      accessModes: listAt(claim, "spec", "accessModes"),
      capacity: { storage: objectAt(claim, "spec", "resources", "requests")["storage"] },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: claim.metadata.name,
        namespace: claim.metadata.namespace,
        uid: claim.metadata.uid,
      },
      csi: { driver: provisionerOf(storageClass), volumeHandle: `local/${name}` },
      persistentVolumeReclaimPolicy: textAt(storageClass, "reclaimPolicy") ?? "Delete",
      volumeMode: textAt(claim, "spec", "volumeMode") ?? "Filesystem",
      ...(className === undefined ? {} : { storageClassName: className }),
    },
  };
}

/** A volume whose claim is gone goes too, or stays as released, as it says itself. */
async function releaseVolume(context: ControllerContext, name: string, namespace: string | undefined): Promise<void> {
  const { api } = context;
  const left = api.list(resources.volumes).filter((volume) => {
    const claim = objectAt(volume, "spec", "claimRef");
    return claim["name"] === name && claim["namespace"] === namespace;
  });
  for (const volume of left) {
    if (textAt(volume, "spec", "persistentVolumeReclaimPolicy") === "Delete")
      await api.delete(resources.volumes, volume.metadata.name);
    else await context.setStatus(resources.volumes, volume, { phase: "Released" });
  }
}

function claimsOf(pod: KubernetesObject): readonly string[] {
  return listAt(pod, "spec", "volumes").flatMap((volume) => textAt(volume, "persistentVolumeClaim", "claimName") ?? []);
}

function provisionerOf(storageClass: unknown): string {
  return textAt(storageClass, "provisioner") ?? "pd.csi.storage.gke.io";
}
