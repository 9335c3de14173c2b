import { type JsonObject, objectOf, sameJson, without } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, immutable, invalidValue } from "./causes.ts";

type Rule = (object: JsonObject, before: JsonObject) => readonly StatusCause[];

const sameSpecField =
  (...names: readonly string[]): Rule =>
  (object, before) =>
    names
      .filter((name) => !sameJson(objectOf(object.spec)[name], objectOf(before.spec)[name]))
      .map((name) => immutable(`spec.${name}`, objectOf(object.spec)[name] ?? null));

const sameRoot =
  (why: (name: string) => string, ...names: readonly string[]): Rule =>
  (object, before) =>
    names.filter((name) => !sameJson(object[name], before[name])).map((name) => forbiddenField(name, why(name)));

const statefulSetMay = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

const rules: Readonly<Record<string, Rule>> = {
  "apps/Deployment": sameSpecField("selector"),
  "apps/ReplicaSet": sameSpecField("selector"),
  "apps/DaemonSet": sameSpecField("selector"),
  "apps/StatefulSet": (object, before) =>
    sameJson(without(objectOf(object.spec), ...statefulSetMay), without(objectOf(before.spec), ...statefulSetMay))
      ? []
      : [
          forbiddenField(
            "spec",
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
          ),
        ],
  "batch/Job": sameSpecField("completions", "selector", "template", "completionMode"),
  "/Service": serviceAddress,
  "/Secret": frozenData(["data"], true),
  "/ConfigMap": frozenData(["data", "binaryData"], false),
  "/PersistentVolumeClaim": claimSpec,
  "/PersistentVolume": volumeSource,
  "/Pod": podSpec,
  "storage.k8s.io/StorageClass": sameRoot(
    (name) => `updates to ${name} are forbidden.`,
    "parameters",
    "provisioner",
    "reclaimPolicy",
    "volumeBindingMode",
  ),
  "scheduling.k8s.io/PriorityClass": sameRoot(() => "may not be changed in an update.", "value", "preemptionPolicy"),
  "rbac.authorization.k8s.io/RoleBinding": roleOfBinding,
  "rbac.authorization.k8s.io/ClusterRoleBinding": roleOfBinding,
  "networking.k8s.io/IngressClass": sameSpecField("controller"),
  "apiextensions.k8s.io/CustomResourceDefinition": (object, before) => [
    ...sameSpecField("group", "scope")(object, before),
    ...["plural", "kind"]
      .filter((name) => namesOf(object)[name] !== namesOf(before)[name])
      .map((name) => immutable(`spec.names.${name}`, namesOf(object)[name])),
  ],
};

/** Fields that may not change any more and did. */
export function immutabilityFaults(
  { group, kind }: ResourceType,
  object: JsonObject,
  before: JsonObject,
): readonly StatusCause[] {
  return rules[`${group}/${kind}`]?.(object, before) ?? [];
}

function namesOf(crd: JsonObject): JsonObject {
  return objectOf(objectOf(crd.spec).names);
}

function serviceAddress(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  const spec = objectOf(object.spec);
  const old = objectOf(before.spec);
  const kept = spec.type === "ExternalName" || old.type === "ExternalName" || spec.clusterIP === old.clusterIP;
  return kept ? [] : [invalidValue("spec.clusterIPs[0]", spec.clusterIPs, "may not change once set")];
}

function frozenData(names: readonly string[], typed: boolean): Rule {
  return (object, before) => {
    const causes: StatusCause[] = [];
    if (typed && object.type !== before.type) causes.push(immutable("type", object.type));
    if (before.immutable !== true) return causes;
    const why = "field is immutable when `immutable` is set";
    if (object.immutable !== true) causes.push(forbiddenField("immutable", why));
    for (const name of names) if (!sameJson(object[name], before[name])) causes.push(forbiddenField(name, why));
    return causes;
  };
}

function claimSpec(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  const fixed = (claim: JsonObject): JsonObject => {
    const bound = objectOf(before.spec).volumeName !== undefined;
    const free = ["volumeAttributesClassName", ...(bound ? ["resources"] : ["volumeName", "storageClassName"])];
    return without(objectOf(claim.spec), ...free);
  };
  return sameJson(fixed(object), fixed(before))
    ? []
    : [
        forbiddenField(
          "spec",
          "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
        ),
      ];
}

const volumeMay = [
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
];

function volumeSource(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  const source = (volume: JsonObject): JsonObject => without(objectOf(volume.spec), ...volumeMay);
  return sameJson(source(object), source(before))
    ? []
    : [forbiddenField("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")];
}

function podSpec(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  const fixed = (pod: JsonObject): JsonObject => {
    const spec = objectOf(pod.spec);
    const rest = without(
      spec,
      "activeDeadlineSeconds",
      "tolerations",
      "terminationGracePeriodSeconds",
      "nodeName",
      "schedulingGates",
    );
    const imageless = (list: unknown): unknown =>
      Array.isArray(list) ? list.map((container) => without(objectOf(container), "image", "resources")) : list;
    return {
      ...rest,
      containers: imageless(spec.containers),
      initContainers: imageless(spec.initContainers),
      ephemeralContainers: undefined,
    };
  };
  return sameJson(fixed(object), fixed(before))
    ? []
    : [
        forbiddenField(
          "spec",
          "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
        ),
      ];
}

function roleOfBinding(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  return sameJson(object.roleRef, before.roleRef)
    ? []
    : [invalidValue("roleRef", object.roleRef, "cannot change roleRef")];
}
