import type { FieldSet, KubernetesObject, ManagedFields } from "../client/index.ts";
import { fieldManager } from "../flux/index.ts";
import { difference, intersection, leaves } from "./field-set.ts";

/** Fields that other managers set on an object of ours, and the managers' names. */
export interface ForeignFields {
  readonly manager: string;
  readonly fields: readonly string[];
}

/** Controllers of the cluster itself. The fields that they add belong to how Kubernetes works and are no drift. */
const controlPlane =
  /^(?:kube-|kubelet$|cloud-controller|cluster-autoscaler|horizontal-pod-autoscaler|gke|k3s$|groundwork-local)/;
/** Fields that the server or a controller writes on every object. No manifest declares them. */
const bookkeeping = new Set([
  ".metadata.annotations[deployment.kubernetes.io/revision]",
  ".metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]",
  ".metadata.finalizers",
  ".metadata.ownerReferences",
]);

/** The fields that we own, as the server noted them at our last apply. */
export function ownFields(object: KubernetesObject): FieldSet | undefined {
  return object.metadata.managedFields?.find(isOwn)?.fieldsV1;
}

/** Whether the entry is that of our applies. */
export const isOwn = ({ manager, operation, subresource = "" }: ManagedFields): boolean =>
  manager === fieldManager && operation === "Apply" && subresource === "";

/**
 * Fields set by people and tools on top of ours, which are reported. Those of kubectl do not stay, see take-over.ts.
 *
 * Status and scale are other roads than an edit, and what the control plane adds is not foreign.
 */
export function foreignFields(object: KubernetesObject): readonly ForeignFields[] {
  const own = ownFields(object) ?? {};
  return (object.metadata.managedFields ?? []).flatMap(({ manager = "unknown", subresource, fieldsV1 }) => {
    const skipped = manager === fieldManager || controlPlane.test(manager) || (subresource ?? "") !== "";
    if (skipped || fieldsV1 === undefined) return [];
    const fields = leaves(difference(fieldsV1, own)).filter(
      (field) => !bookkeeping.has(field) && !field.startsWith(".status"),
    );
    return fields.length > 0 ? [{ manager, fields }] : [];
  });
}

/** Who owns some of `fields` now. */
export function ownersOf(object: KubernetesObject, fields: FieldSet): readonly string[] {
  const owners = (object.metadata.managedFields ?? []).flatMap(({ manager = "unknown", fieldsV1 }) =>
    manager !== fieldManager && fieldsV1 !== undefined && Object.keys(intersection(fields, fieldsV1)).length > 0
      ? [manager]
      : [],
  );
  return [...new Set(owners)];
}
