import { memberOf } from "../../lib/index.ts";
import type { FieldSet, KubernetesObject, ManagedFields } from "../client/index.ts";
import { fieldManager, fluxFieldManager } from "../flux/index.ts";
import { difference, leaves, union } from "./field-set.ts";
import { type ForeignFields, isOwn, ownFields } from "./ownership.ts";

/** kubectl writes it for itself: what it applied last from the client's side. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Whether the entry is one of kubectl's, whose fields are the agent's to remove: those of edits, patches and applies by hand.
 * Flux's rule: names that begin with `kubectl`, by either operation, and no subresource. `kubectl scale` writes through one.
 */
const isKubectls = ({ manager = "", subresource = "" }: ManagedFields): boolean =>
  manager.startsWith("kubectl") && subresource === "";

/** The entry of Flux itself, from the time when it applied the object. */
const isFluxs = ({ manager, operation, subresource = "" }: ManagedFields): boolean =>
  manager === fluxFieldManager && operation === "Apply" && subresource === "";

const entriesOf = ({ metadata }: KubernetesObject): readonly ManagedFields[] => metadata.managedFields ?? [];

/** Whether kubectl owns fields of the object, or has left its annotation there and Git has not. */
export const isOverruled = (object: KubernetesObject): boolean =>
  entriesOf(object).some(isKubectls) || hasForeignLastApplied(object);

export const isAppliedByFlux = (object: KubernetesObject): boolean => entriesOf(object).some(isFluxs);

/** The fields that kubectl set and we did not: they go when the object is applied after {@link ownershipTaken}. */
export function overruledFields(object: KubernetesObject, own = ownFields(object) ?? {}): readonly ForeignFields[] {
  return entriesOf(object)
    .filter(isKubectls)
    .flatMap(({ manager = "", fieldsV1 = {} }) => {
      const fields = leaves(difference(fieldsV1, own)).filter((field) => !field.endsWith(`[${lastApplied}]`));
      return fields.length > 0 ? [{ manager, fields }] : [];
    });
}

/**
 * A merge patch that makes the agent the owner of what these own: no value changes but kubectl's annotation, which goes with what kubectl
 * owns. `undefined` when there is nothing to take. It is a conflict (409) when the object has changed since.
 */
export function ownershipTaken(
  object: KubernetesObject,
  from: { readonly kubectl: boolean; readonly flux: boolean },
): object | undefined {
  const isTaken = (entry: ManagedFields) => (from.kubectl && isKubectls(entry)) || (from.flux && isFluxs(entry));
  const entries = entriesOf(object);
  const taken = entries.filter(isTaken);
  const annotation = from.kubectl && hasForeignLastApplied(object);
  if (taken.length === 0 && !annotation) return undefined;
  const [first] = taken;
  const own = entries.find(isOwn) ?? (first === undefined ? undefined : { ...first, fieldsV1: {} });
  const rest = entries.filter((entry) => !isOwn(entry) && !isTaken(entry));
  const fieldsV1 = taken.reduce<FieldSet>((all, entry) => union(all, entry.fieldsV1 ?? {}), own?.fieldsV1 ?? {});
  return {
    metadata: {
      resourceVersion: object.metadata.resourceVersion,
      ...(annotation && { annotations: { [lastApplied]: null } }),
      ...(taken.length > 0 && {
        managedFields: [...rest, { ...own, manager: fieldManager, operation: "Apply", fieldsV1 }],
      }),
    },
  };
}

function hasForeignLastApplied(object: KubernetesObject): boolean {
  if (memberOf(object.metadata.annotations, lastApplied) === undefined) return false;
  const ours = ownFields(object)?.["f:metadata"]?.["f:annotations"];
  return memberOf(ours, `f:${lastApplied}`) === undefined;
}
