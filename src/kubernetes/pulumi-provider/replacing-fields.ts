import { at, type JsonObject, memberOf } from "../../lib/index.ts";
import type { ResourceType } from "./resource-type.ts";

type Settings = { readonly enableConfigMapMutable: boolean; readonly enableSecretMutable: boolean };

const identity = ["metadata.name", "metadata.namespace"];

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

const volumeSources = words(`
  awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath
  iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume`);

const podFields = words(`
  affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID
  hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates
  restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName shareProcessNamespace
  subdomain terminationGracePeriodSeconds volumes`);

const containerFields = words(`
  args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin
  stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir`);

const inSpec = (fields: readonly string[]): readonly string[] => fields.map((field) => `spec.${field}`);

/** Fields per `<group>/<kind>` that an API server does not let change, so that the object is made anew instead. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": inSpec([
    "podManagementPolicy",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "volumeClaimTemplates",
  ]),
  "batch/Job": inSpec(["completions", "parallelism", "selector", "template"]),
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
  "/PersistentVolume": inSpec(volumeSources),
  "/PersistentVolumeClaim": inSpec(["accessModes", "selector", "storageClassName", "volumeName"]),
  "/Pod": [
    ...inSpec(podFields),
    ...containerFields.flatMap((field) => [`spec.containers[*].${field}`, `spec.initContainers[*].${field}`]),
  ],
  "/ResourceQuota": ["spec.scopes"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
};

/** Whether a change of the field at `path` means that the object is replaced. */
export type ReplacesAt = (path: readonly (string | number)[]) => boolean;

/**
 * Which changes of an object replace it, by the rules of Pulumi's own provider: its identity, fields that its kind does not
 * let change, and the data of a ConfigMap or Secret unless the provider is set to change them in place.
 */
export function replacingFields(type: ResourceType, inputs: JsonObject, settings: Settings): ReplacesAt {
  const fields = [...identity, ...(type.patch ? [] : fieldsOf(type, inputs, settings))];
  return (path) => {
    const written = path
      .reduce<string>((text, step) => `${text}${typeof step === "number" ? "[*]" : `.${step}`}`, "")
      .slice(1);
    return fields.some(
      (field) => written === field || written.startsWith(`${field}.`) || written.startsWith(`${field}[`),
    );
  };
}

function fieldsOf({ group, kind }: ResourceType, inputs: JsonObject, settings: Settings): readonly string[] {
  const id = `${group}/${kind}`;
  const immutable = at(inputs, "immutable") === true;
  if (id === "/Secret" && (!settings.enableSecretMutable || immutable)) return ["type", "data", "stringData"];
  if (id === "/ConfigMap" && (!settings.enableConfigMapMutable || immutable)) return ["data", "binaryData"];
  return memberOf(byKind, id) ?? [];
}
